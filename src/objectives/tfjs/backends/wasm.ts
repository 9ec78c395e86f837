import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { Tensorflow } from '../tensorflow.ts';

const require = createRequire(import.meta.url);

/** The name under which tfjs-backend-wasm registers itself with TensorFlow.js. */
export const WASM_REGISTRATION = 'wasm';

/** Process events on which Emscripten's start-up code installs handlers of its own. */
const HIJACKED_EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** @returns null when the package is installed and Node runs WebAssembly, otherwise what is missing */
export function missingWasmPart(): string | null {
  if (!('WebAssembly' in globalThis)) return 'this Node runs without WebAssembly';
  try {
    require.resolve('@tensorflow/tfjs-backend-wasm');
    return null;
  } catch {
    return 'the package @tensorflow/tfjs-backend-wasm is not installed';
  }
}

/**
 * Registers the WASM backend, its binaries read from the package itself, so that no network is needed. It
 * runs on one thread: TensorFlow.js's threaded build needs web workers, which Node has not.
 *
 * @throws Error when the package is missing
 */
export async function registerWasm(): Promise<void> {
  const missing = missingWasmPart();
  if (missing !== null) {
    throw new Error(`The WASM backend is not available: ${missing}. Run \`npm ci\` to install it.`);
  }
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
}

/**
 * Runs `start`, which instantiates the module, and removes the process-wide error handlers that Emscripten
 * leaves behind: they would rethrow every rejection and hide it from the caller's own handlers.
 */
export async function withoutHijackedEvents<Result>(start: () => Promise<Result>): Promise<Result> {
  const emitter: EventEmitter = process;
  const before = HIJACKED_EVENTS.map((event) => emitter.listeners(event));
  try {
    return await start();
  } finally {
    HIJACKED_EVENTS.forEach((event, i) => {
      for (const listener of emitter.listeners(event)) {
        if (!before[i]!.includes(listener)) emitter.off(event, listener as (...args: unknown[]) => void);
      }
    });
  }
}

/** "WASM with SIMD" or "WASM without SIMD", as the module that was loaded. */
export async function describeWasm(tf: Tensorflow): Promise<string> {
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return `WASM ${simd ? 'with' : 'without'} SIMD`;
}
