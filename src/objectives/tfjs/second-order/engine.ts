import type { GradConfig, Tensor } from '@tensorflow/tfjs';

/** What this folder needs of the `tf` a user imports: any of the packages tfjs, tfjs-core and tfjs-node has it. */
export type TensorflowEntry = Pick<
  typeof import('@tensorflow/tfjs'),
  'engine' | 'getGradient' | 'registerGradient'
>;

/** What tfjs appends to the name of a function's scope. */
export const OP_SCOPE = /__op$/;

/** One operation on TensorFlow.js's gradient tape. */
export interface RecordedNode {
  /** Name of the kernel; for a custom gradient inside tfjs that of its function's scope, such as `logSoftmax__op`. */
  kernelName: string;
  /** By the kernel's own names for them; optional inputs that were not given are undefined. */
  readonly inputs: Readonly<Record<string, Tensor | undefined>>;
  /** What it computed. */
  readonly outputs: readonly Tensor[];
  /** What its gradient function keeps of inputs and outputs. */
  saved?: readonly Tensor[];
  /** Set by the corrected engine only: tfjs itself keeps them out of sight. */
  attributes?: Attributes;
  /** From the gradients of the outputs to those of the inputs, by name. */
  gradient?: ((dys: Tensor[]) => Readonly<Record<string, () => Tensor>>) | undefined;
}

/** Attributes of a kernel, such as strides. */
export type Attributes = Record<string, unknown>;

/** The signature of the function that `tf.customGrad` takes: inputs and a `save` callback to value and gradient. */
export type CustomGradient = (...inputsAndSave: unknown[]) => { value: Tensor; gradFunc: unknown };

/**
 * The members of TensorFlow.js's engine that the mends build on. The engine is a global object, shared by every
 * copy of tfjs-core in a process, and these members are the same in 2.8, 3.21 and 4.22, the last release
 * (their names survive minification).
 */
export interface Engine {
  readonly state: {
    readonly activeTape: RecordedNode[];
    readonly activeScope: { readonly name: string } | null;
  };
  isTapeOn(): boolean;
  tidy<Result>(name: string, body: () => Result): Result;
  runKernel(kernelName: string, inputs: Record<string, Tensor>, attributes?: Attributes): Tensor;
  makeTensor(values: Float32Array, shape: number[], dtype: 'float32'): Tensor;
  addTapeNode(
    kernelName: string,
    inputs: Record<string, Tensor | undefined>,
    outputs: Tensor[],
    gradient: unknown,
    saved: (Tensor | undefined)[],
    attributes: Attributes,
  ): void;
  saveTensorsForBackwardMode(tensors: (Tensor | undefined)[]): (Tensor | undefined)[];
  customGrad(f: CustomGradient): (...inputs: Tensor[]) => Tensor;
}

/** An engine and the registry of kernel gradients that it reads. */
export interface Installation {
  readonly engine: Engine;
  hasGradient(kernelName: string): boolean;
  register(config: GradConfig): void;
}

const MEMBERS = [
  'isTapeOn',
  'tidy',
  'runKernel',
  'makeTensor',
  'addTapeNode',
  'saveTensorsForBackwardMode',
  'customGrad',
] as const;

/**
 * The TensorFlow.js to mend: the one given, otherwise the one that has registered itself globally.
 *
 * @throws Error when TensorFlow.js is not loaded, or is a version whose engine lacks a member used here
 */
export function findInstallation(tf?: TensorflowEntry): Installation {
  const globals = globalThis as { _tfengine?: unknown; _tfGlobals?: Map<string, unknown> };
  const engine = (tf ? tf.engine() : globals._tfengine) as Engine | undefined;
  const registry = globals._tfGlobals?.get('gradRegistry') as Map<string, GradConfig> | undefined;
  if (!engine || (!tf && !registry)) {
    throw new Error(
      'TensorFlow.js is not loaded: import @tensorflow/tfjs, tfjs-core or tfjs-node first, or pass it as ' +
        'correctSecondOrderGradients(tf).',
    );
  }
  const lacking = MEMBERS.filter((member) => typeof engine[member] !== 'function');
  if (lacking.length > 0 || !engine.state) {
    throw new Error(
      `This TensorFlow.js cannot be corrected: its engine lacks ${[...lacking, ...(engine.state ? [] : ['state'])].join(', ')}. ` +
        'Supported are the versions 2.8 to 4.22 of @tensorflow/tfjs.',
    );
  }
  if (tf) {
    return {
      engine,
      hasGradient: (kernelName) => tf.getGradient(kernelName) !== undefined,
      register: (config) => tf.registerGradient(config),
    };
  }
  return {
    engine,
    hasGradient: (kernelName) => registry!.has(kernelName),
    register: (config) => registry!.set(config.kernelName, config),
  };
}
