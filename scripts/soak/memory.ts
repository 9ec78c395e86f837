import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type RobustSlope, robustSlope } from './robust-slope.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How memory went along a run, in bytes. */
export interface MemoryCourse {
  /** Resident set size after the first collection behind the warm-up, and after the last one. */
  readonly residentStart: number;
  readonly residentEnd: number;
  /** Largest resident set size of an epoch, garbage included. */
  readonly residentMost: number;
  /**
   * Slope of the resident set size right after collections, in bytes an epoch. In between it goes up and down by 35 MiB with
   * the garbage that V8 lets pile up, and over 10,000 epochs a slope of that tells ±1,000 bytes an epoch of nothing.
   */
  readonly resident: RobustSlope;
  /** The same of what the collections leave: the JavaScript heap and the memory that its objects hold outside. */
  readonly live: RobustSlope;
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

/** Collections at most, and least epochs in between: garbage piles up there as it does for users. */
const COLLECTIONS = 200;
const LEAST_STRIDE = 5;

/**
 * @param epochs that will be noted, from 0 to this one
 * @param every epochs from one measurement to the next
 * @param warmUp epochs before the first that counts. Until then V8 compiles functions as they become hot, some of them hundreds
 *   of epochs later, and heap and buffers grow to their size
 */
export function watchMemory(epochs: number, every: number, warmUp: number): MemoryWatch {
  const stride = Math.max(LEAST_STRIDE, Math.floor((epochs - warmUp) / COLLECTIONS));
  const collections = Math.floor((epochs - warmUp) / stride) + 1;
  const resident = new Float64Array(collections);
  const live = new Float64Array(collections);
  const round = new Int32Array(every);
  const counts = new Set<number>();
  let drift = 0;
  let residentMost = 0;
  return {
    note(epoch, residentBytes, tensors) {
      if (tensors !== null) {
        counts.add(tensors);
        if (epoch < every) round[epoch] = tensors;
        drift = Math.max(drift, Math.abs(tensors - round[epoch % every]!));
      }
      if (epoch < warmUp) return;
      residentMost = Math.max(residentMost, residentBytes);
      if ((epoch - warmUp) % stride !== 0) return;
      collectGarbage();
      const { rss, heapUsed, external } = process.memoryUsage();
      resident[(epoch - warmUp) / stride] = rss;
      live[(epoch - warmUp) / stride] = heapUsed + external;
    },
    result: () => ({
      residentStart: resident[0]!,
      residentEnd: resident.at(-1)!,
      residentMost,
      resident: robustSlope(resident, stride),
      live: robustSlope(live, stride),
      tensors: { counts: [...counts].sort((a, b) => a - b), drift },
    }),
  };
}
