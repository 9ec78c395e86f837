import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { linearRegression } from 'simple-statistics';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How memory went along a run, in bytes. */
export interface MemoryCourse {
  /** Resident set size where the warm-up ended, and at the end. */
  readonly residentStart: number;
  readonly residentEnd: number;
  /** Least-squares slopes after the warm-up, in bytes an epoch. */
  readonly residentSlope: number;
  /** The same of what garbage collection leaves: the JavaScript heap and the memory that its objects hold outside. */
  readonly liveSlope: number;
  readonly tensors: TensorCourse;
}

/** Tensors alive in TensorFlow.js after each epoch, warm-up included. */
export interface TensorCourse {
  /** The counts that occur, ascending: epochs with products may hold the passes of their point. [] without TensorFlow.js. */
  readonly counts: readonly number[];
  /** Most by which an epoch differed from the one that measurements were as far away from, in the first round. */
  readonly drift: number;
}

/** Notes the memory of this process epoch by epoch, and itself takes none for it. */
export interface MemoryWatch {
  /** @param tensors alive in TensorFlow.js; null where it does not run */
  note(epoch: number, residentBytes: number, tensors: number | null): void;
  result(): MemoryCourse;
}

/** Collections for the slope of what is alive: few, so that garbage piles up in between as it does for users. */
const COLLECTIONS = 20;

/**
 * @param epochs that will be noted, from 0 to this one
 * @param every epochs from one measurement to the next
 * @param warmUp epochs before the first that counts: until then code is compiled and buffers grow to their size
 */
export function watchMemory(epochs: number, every: number, warmUp: number): MemoryWatch {
  const counted = epochs - warmUp + 1;
  const resident = new Float64Array(counted);
  const stride = Math.max(1, Math.floor((epochs - warmUp) / COLLECTIONS));
  const live = new Float64Array(Math.ceil(counted / stride));
  const round = new Int32Array(every);
  const counts = new Set<number>();
  let drift = 0;
  return {
    note(epoch, residentBytes, tensors) {
      if (tensors !== null) {
        counts.add(tensors);
        if (epoch < every) round[epoch] = tensors;
        drift = Math.max(drift, Math.abs(tensors - round[epoch % every]!));
      }
      if (epoch < warmUp) return;
      resident[epoch - warmUp] = residentBytes;
      if ((epoch - warmUp) % stride === 0) live[(epoch - warmUp) / stride] = liveBytes();
    },
    result: () => ({
      residentStart: resident[0]!,
      residentEnd: resident.at(-1)!,
      residentSlope: slope(resident, 1),
      liveSlope: slope(live, stride),
      tensors: { counts: [...counts].sort((a, b) => a - b), drift },
    }),
  };
}

function liveBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Least-squares slope of equidistant values. */
function slope(values: Float64Array, distance: number): number {
  return linearRegression(Array.from(values, (value, index) => [index * distance, value])).m;
}
