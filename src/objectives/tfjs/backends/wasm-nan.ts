import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';
import { WASM_REGISTRATION } from './wasm.ts';

/** What is used of the WASM backend. */
interface WasmBackend {
  /** A view of the memory, which ends with the next allocation. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
}

type Call = Parameters<KernelConfig['kernelFunc']>[0];
type Kernel = (call: Call) => TensorInfo;

/** Those registered here: a second copy of TensorFlow.js may have put its own in their place since. */
const mended = new WeakSet<Kernel>();

const CLAMPS = ['Relu', 'Relu6', 'ClipByValue'];
/** The kernels that end in an activation of their attributes, and the clamps among those. */
const FUSED = ['_FusedMatMul', 'FusedConv2D', 'FusedDepthwiseConv2D'];
const ACTIVATIONS: ReadonlyMap<unknown, string> = new Map([
  ['relu', 'Relu'],
  ['relu6', 'Relu6'],
]);

/**
 * Makes relu, relu6 and clipByValue of the WASM backend give NaN for NaN, as all other backends do, alone and at the end of
 * fused matrix products and convolutions. In TensorFlow.js 4.22 they are XNNPACK's clamp, which compares floats as integers
 * and takes a NaN with its sign bit set, as ∞ − ∞ and 0·∞ have it on x86, for a negative number: relu makes 0 of it, and the
 * loss behind it is finite and means nothing.
 *
 * The numbers of finite inputs are the same, bit for bit; looking for the others takes about a tenth of the
 * matrix product before it (8,192 to 512,000 numbers, 32 to 128 columns). Does nothing where the backend is not registered;
 * calling it again does no harm.
 */
export function keepNotANumbers(tf: Tensorflow): void {
  const registered = (name: string) => tf.getKernel(name, WASM_REGISTRATION);
  if (!registered('Relu')) return;
  const replace = (name: string, mend: (before: Kernel) => Kernel) => {
    const before = registered(name).kernelFunc as Kernel;
    if (mended.has(before)) return;
    const kernelFunc = mend(before);
    mended.add(kernelFunc);
    const config = registered(name);
    tf.unregisterKernel(name, WASM_REGISTRATION);
    tf.registerKernel({ ...config, kernelFunc });
  };
  for (const name of CLAMPS) {
    replace(name, (before) => (call) => {
      const { x } = call.inputs as { x: TensorInfo };
      const y = before(call);
      const backend = call.backend as WasmBackend;
      if (x.dtype === 'float32') copyNaN(backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(y));
      return y;
    });
  }
  for (const name of FUSED) {
    replace(name, (before) => (call) => {
      const clamp = ACTIVATIONS.get(call.attrs!.activation);
      if (clamp === undefined) return before(call);
      const x = before({ ...call, attrs: { ...call.attrs, activation: 'linear' } });
      const y = registered(clamp).kernelFunc({ ...call, inputs: { x }, attrs: {} }) as TensorInfo;
      (call.backend as WasmBackend).disposeData(x.dataId);
      return y;
    });
  }
}

/** Writes NaN into y wherever x is NaN. */
function copyNaN(x: Float32Array, y: Float32Array): void {
  const { length } = x;
  // Four sums at a time, for one waits for itself; they are finite only where every number is.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += x[i]!;
    b += x[i + 1]!;
    c += x[i + 2]!;
    d += x[i + 3]!;
  }
  for (let i = whole; i < length; i++) a += x[i]!;
  if (Number.isFinite(a + b + c + d)) return;
  for (let i = 0; i < length; i++) if (Number.isNaN(x[i])) y[i] = Number.NaN;
}
