import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import type { Tensorflow } from '../tensorflow.ts';
import { multiplyMatricesDirectly } from './native-matmul.ts';

const require = createRequire(import.meta.url);

/** Finds the file of a module, or throws. */
type Resolve = (id: string) => string;

/** The name under which tfjs-node registers itself with TensorFlow.js. */
export const NATIVE_REGISTRATION = 'tensorflow';

/** What provides a missing native backend, or tells why it cannot: in a clone of hessian-lab, and where it is a package. */
export const NATIVE_INSTALLATION =
  'run `npm run setup -- --retry-native` in a clone of hessian-lab, `npm install @tensorflow/tfjs-node@4.22.0` elsewhere';

/** What can be done about a missing native backend, as the end of an error message. */
export const NATIVE_REMEDY = `To add it ${NATIVE_INSTALLATION}, or compute with the WASM backend (training.backend: wasm).`;

/**
 * Looks for tfjs-node and its compiled binding on disk, without loading either.
 *
 * @returns null when both are there, otherwise what is missing
 */
export function missingNativePart(resolve: Resolve = require.resolve): string | null {
  let root: string;
  try {
    root = dirname(resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return 'the optional package @tensorflow/tfjs-node is not installed';
  }
  const library = join(root, 'lib');
  const built =
    existsSync(library) &&
    readdirSync(library).some((abi) => existsSync(join(library, abi, 'tfjs_binding.node')));
  return built ? null : 'the TensorFlow library and its binding are not installed';
}

/**
 * Registers the native backend with `tf` by loading tfjs-node.
 *
 * @param resolve where to look for it; by default among this package's own dependencies
 * @throws Error naming what is missing or the loader's complaint, and the remedy
 */
export async function registerNative(tf: Tensorflow, resolve = require.resolve as Resolve): Promise<void> {
  const missing = missingNativePart(resolve);
  if (missing !== null) {
    throw new Error(`The native TensorFlow backend is not available: ${missing}. ${NATIVE_REMEDY}`);
  }
  restoreIsNullOrUndefined();
  // Read by libtensorflow when it is loaded: 2 keeps errors, drops the processor and oneDNN notices.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    await import('@tensorflow/tfjs-node');
  } catch (cause) {
    const reason = String(cause instanceof Error ? cause.message : cause).split('\n', 1)[0];
    throw new Error(`The native TensorFlow backend does not load: ${reason}. ${NATIVE_REMEDY}`, { cause });
  }
  if (tf.findBackendFactory(NATIVE_REGISTRATION) === null) {
    throw new Error(
      'tfjs-node registered its backend with another copy of @tensorflow/tfjs. ' +
        'Install one version of both packages (`npm ls @tensorflow/tfjs` lists the copies).',
    );
  }
  multiplyMatricesDirectly(tf, NATIVE_REGISTRATION);
}

/** "TensorFlow 2.15.0, native": asks the loaded library, which must be the current backend. */
export function describeNative(tf: Tensorflow): string {
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  return `TensorFlow ${binding.TF_Version}, native`;
}

/**
 * Gives `util.isNullOrUndefined` back: tfjs-node 4.22 calls it in every operation and Node 23 removed it
 * (tensorflow/tfjs issue 8609). Node 22 still has it, with a deprecation warning, so it is replaced there too.
 */
export function restoreIsNullOrUndefined(target: object = util): void {
  Object.assign(target, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
}
