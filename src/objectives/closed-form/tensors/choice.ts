import type { MlpSpecification } from '../../../models/specification.ts';
import { counted } from '../../../statistics/counted.ts';
import type { BackendAvailability, BackendName } from '../../tfjs/backend.ts';
import { multiplyAdds } from '../../tfjs/backends/choice.ts';

/**
 * Multiply-adds of one forward pass from which the native backend's operations are quicker than the WebAssembly kernel
 * in float32. Below, their 15 µs each decide; above, libtensorflow's vectors of 512 bits and its threads. Median
 * milliseconds of one product, tanh, 2 cores with AVX-512 and other work on them:
 *
 * | net, rows             | multiply-adds | operations | kernel float32, one thread | kernel float64, one thread |
 * |-----------------------|---------------|------------|----------------------------|----------------------------|
 * | 16-32-32-1, 256       | 0.4 million   | 0.50       |                            | 0.20                       |
 * | 16-32-32-1, 1024      | 1.6 million   | 0.80       | 0.41                       | 0.82                       |
 * | 64-64-64-1, 512       | 4.2 million   | 1.1        | 1.0                        | 1.8                        |
 * | 64-128-128-1, 512     | 13 million    | 1.9        | 3.6                        | 6.5                        |
 * | 128-256-256-1, 1024   | 101 million   | 10         | 68                         | 110                        |
 *
 * One thread loses from 4.5 million on, two would from about 10 million: the value lies between.
 */
export const TENSORS_PAY_FROM = 8_000_000;

/**
 * Whether the network is large enough for the native backend's operations to be quicker than the WebAssembly kernel,
 * both in float32. Neither looks for the backend nor asks for the precision: that is the caller's part.
 *
 * @param rows of one linearisation
 */
export function prefersTensors({ layers }: Pick<MlpSpecification, 'layers'>, rows: number): boolean {
  return multiplyAdds(layers, rows) >= TENSORS_PAY_FROM;
}

/** What the choice between operations and kernel depends on. */
export interface TensorsDemand {
  /** `curvature.precision` of the config; `mixed` takes its products in float32. */
  readonly precision: 'float64' | 'float32' | 'mixed';
  /** `deterministic` of the config: the same bits on every processor, which the native library does not give. */
  readonly deterministic: boolean;
  /** Units of each layer, inputs first. */
  readonly layers: readonly number[];
  /** Rows of one linearisation. */
  readonly rows: number;
  readonly native: BackendAvailability;
  /** The backend on which TensorFlow.js trains, null where it does not: it has one current backend in a process. */
  readonly trainingBackend: BackendName | null;
}

/**
 * Whether the closed form's products in float32 are computed by `tensorsEngine` on the native backend in place of the
 * kernel, with the sentence that tells why, for the terminal and the manifest. float64 never is.
 */
export function chooseTensors(demand: TensorsDemand): { readonly tensors: boolean; readonly why: string } {
  const { precision, deterministic, layers, rows, native, trainingBackend } = demand;
  const size = `${layers.join('-')} on ${counted(rows, 'row')}`;
  const kernel = (why: string) => ({ tensors: false, why });
  if (precision === 'float64') return kernel("float64 is the kernel's");
  if (deterministic) return kernel('deterministic: the kernel has the same bits on every processor');
  if (!prefersTensors({ layers }, rows))
    return kernel(`${size} is small enough for the kernel to be the faster one`);
  const faster = `operations on the native backend would be faster for ${size}`;
  if (!native.available) return kernel(`${faster}, but ${native.reason}`);
  if (trainingBackend !== null && trainingBackend !== 'native') {
    return kernel(`${faster}, but training holds TensorFlow.js on ${trainingBackend}`);
  }
  return {
    tensors: true,
    why: `${size} is large enough for operations on the native backend to be the faster ones`,
  };
}
