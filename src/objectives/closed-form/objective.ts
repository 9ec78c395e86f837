import type { MlpSpecification } from '../../models/specification.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import type { MlpObjective } from '../contract.ts';
import type { Precision } from '../engine.ts';
import { checkData, checkOptions, checkSpecification } from './checks.ts';
import { processPool } from './kernel/arena.ts';
import { chooseVariant, inSinglePrecision, type KernelVariant } from './kernel/module.ts';
import { kernelPasses } from './kernel/passes.ts';
import { chooseThreads } from './kernel/threads.ts';
import { mixedObjective } from './mixed.ts';
import { objectiveOf } from './passes-objective.ts';
import { referencePasses } from './reference/passes.ts';

/** Precision, threads and memory of the closed form. */
export interface ClosedFormOptions {
  /**
   * What to compute in; default `float64`.
   *
   * - `float32`: rows, parameters and vectors are rounded on the way in and all arithmetic is float32, twice as quick;
   *   sums over rows are float64, so that errors stay at some units of 6e-8 however many rows there are. Numbers beyond
   *   3.4e38 become infinite.
   * - `mixed`: `hessian.apply` in float32, all else in float64: value, gradient, `hessian.exact`. Takes the memory of
   *   both.
   */
  readonly precision?: Precision;
  /**
   * True makes every result bit-identical on every JavaScript engine and processor, by doing without fused
   * multiply-add; default false.
   */
  readonly deterministic?: boolean;
  /**
   * Threads to compute with, 1 to 8; default `auto`: the environment variable HESSIAN_LAB_THREADS, else the number of
   * processors, at most 4. Small jobs stay on one. No result depends on it, not in the last bit.
   */
  readonly threads?: number | 'auto';
  /**
   * Most memory for what the passes leave for products, in bytes; default 1 GiB. Rows beyond it have their forward
   * and backward pass repeated with every product, which takes up to half as long again. Batch norm, whose
   * statistics need all rows at once, keeps everything whatever it takes. No result depends on it.
   */
  readonly cacheBytes?: number;
}

const CACHE_BYTES = 2 ** 30;

/**
 * The mean squared error of an MLP, its gradient and its exact Hessian-vector products, computed by the
 * WebAssembly kernel of `kernel/` by the formulas of `reference/`.
 *
 * One set of caches serves all calls and remembers the parameters it belongs to: the gradient at the point of
 * the newest linearisation costs nothing, and a product of an older linearisation repeats its two passes first. A
 * gradient without a linearisation keeps nothing, and is the quicker for it.
 * Products of several vectors share a run through the rows, several at a time; with batch norm it is one by one.
 * NaN or infinite parameters give NaN, never an error. `dispose()` frees memory that the garbage collector gets
 * to late.
 *
 * @param inputs [rows, layers[0]]; copied
 * @param targets [rows, layers.at(-1)]; copied
 * @throws RangeError when the layers are no MLP's, the data do not fit them or into 4 GiB, an option has another value
 *   than those it may have, or a vector has the wrong length
 */
export function closedFormObjective(
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
  { precision = 'float64', deterministic = false, threads, cacheBytes = CACHE_BYTES }: ClosedFormOptions = {},
): MlpObjective {
  checkSpecification(specification);
  checkData(specification, inputs, targets);
  checkOptions(precision, cacheBytes);
  const double = chooseVariant(deterministic);
  const options = { threads: chooseThreads(threads), cacheBytes };
  const open = (variant: KernelVariant) =>
    objectiveOf(
      specification,
      kernelPasses(specification, inputs, targets, { ...options, pool: processPool(variant) }),
    );
  if (precision === 'float64') return open(double);
  const single = open(inSinglePrecision(double));
  return precision === 'float32' ? single : mixedObjective(open(double), single);
}

/** The same in plain TypeScript, slowly: the oracle that the kernel is tested against. */
export function referenceObjective(
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
): MlpObjective {
  checkSpecification(specification);
  checkData(specification, inputs, targets);
  return objectiveOf(specification, referencePasses(specification, inputs, targets));
}
