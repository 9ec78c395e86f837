import { BACKEND_NAMES, type BackendName } from './backends/name.ts';
import { describeNative, NATIVE_REGISTRATION, registerNative } from './backends/native.ts';
import { describeWasm, registerWasm, WASM_REGISTRATION, withoutHijackedEvents } from './backends/wasm.ts';
import { keepNotANumbers } from './backends/wasm-nan.ts';
import type { Tensorflow } from './tensorflow.ts';

export { availableBackends, type BackendAvailability } from './backends/availability.ts';
export { chooseBackend } from './backends/choice.ts';
export { BACKEND_NAMES, type BackendName };

/** TensorFlow.js with one of its backends loaded and made the current one. */
export interface Backend {
  readonly name: BackendName;
  readonly tf: Tensorflow;
  /** For logs and manifests, such as "TensorFlow 2.15.0, native" or "WASM with SIMD". */
  readonly description: string;
}

/** The name each backend has inside TensorFlow.js. */
const REGISTRATIONS: Record<BackendName, string> = {
  native: NATIVE_REGISTRATION,
  wasm: WASM_REGISTRATION,
  cpu: 'cpu',
};

/** Loading is done once a process, also when it fails: tfjs-node complains when its kernels register twice. */
const registrations = new Map<BackendName, Promise<void>>();

/**
 * Loads TensorFlow.js and one backend, on first use, and makes that backend the current one of the process;
 * called again with another name it switches. TensorFlow.js computes with the backend that is current, so
 * objectives of two backends cannot be used alternately without opening the one in question before.
 *
 * @throws TensorflowMissingError
 * @throws Error naming cause and remedy where the backend is not installed or does not start
 */
export async function openBackend(name: BackendName): Promise<Backend> {
  if (!BACKEND_NAMES.includes(name)) {
    throw new Error(`Unknown TensorFlow.js backend '${name}'; the backends are ${BACKEND_NAMES.join(', ')}.`);
  }
  const tf = await loadTensorflow();
  if (!registrations.has(name)) registrations.set(name, register(name, tf));
  await registrations.get(name);
  const started = await withoutHijackedEvents(() => tf.setBackend(REGISTRATIONS[name]));
  if (!started) {
    throw new Error(
      `TensorFlow.js could not start its ${name} backend; the warning above says why. ` +
        `Choose another one by training.backend: ${BACKEND_NAMES.filter((other) => other !== name).join(' or ')}.`,
    );
  }
  await tf.ready();
  if (name === 'cpu') quietlyUsePlainBackend(tf);
  return { name, tf, description: await describe(name, tf) };
}

/** TensorFlow.js is not installed. It is a peer dependency, which some package managers leave to the user. */
class TensorflowMissingError extends Error {
  override readonly name = 'TensorflowMissingError';
}

async function loadTensorflow(): Promise<Tensorflow> {
  try {
    return await import('@tensorflow/tfjs');
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new TensorflowMissingError(
      'The package @tensorflow/tfjs is not installed beside hessian-lab: npm install @tensorflow/tfjs@4.22.0 adds it. ' +
        'training.engine: closed-form trains without it.',
      { cause },
    );
  }
}

function register(name: BackendName, tf: Tensorflow): Promise<void> {
  if (name === 'native') return registerNative(tf);
  if (name === 'wasm') return registerWasm().then(() => keepNotANumbers(tf));
  return Promise.resolve();
}

async function describe(name: BackendName, tf: Tensorflow): Promise<string> {
  if (name === 'native') return describeNative(tf);
  if (name === 'wasm') return describeWasm(tf);
  return 'plain JavaScript';
}

/**
 * The plain backend prints an advertisement for tfjs-node with the first tensor written to it, unless
 * TensorFlow.js is in production mode: so the first one is written in that mode, which is then left again,
 * because it silences all other warnings too.
 */
function quietlyUsePlainBackend(tf: Tensorflow): void {
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  tf.scalar(0).dispose();
  tf.env().set('PROD', production);
}
