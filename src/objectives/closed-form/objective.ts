import { mlpLayout } from '../../models/layout.ts';
import type { MlpSpecification } from '../../models/specification.ts';
import { checkCounts, checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import type { MlpObjective, NormalizationStatistics } from '../contract.ts';
import type { Precision } from '../engine.ts';
import { checkData, checkOptions, checkRunning, checkSpecification } from './checks.ts';
import { chooseVariant, inSinglePrecision, type KernelVariant } from './kernel/module.ts';
import { kernelPasses } from './kernel/passes.ts';
import { chooseThreads } from './kernel/threads.ts';
import { mixedObjective } from './mixed.ts';
import type { ClosedFormPasses, CurvatureMatrix } from './passes.ts';
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
    objectiveOf(specification, kernelPasses(specification, inputs, targets, { ...options, variant }));
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

/** Remembers what the caches of `passes` hold, so that no pass is done twice at one point. */
export function objectiveOf(specification: MlpSpecification, passes: ClosedFormPasses): MlpObjective {
  const { dimension } = mlpLayout(specification);
  const point = new Float64Array(dimension);
  const slope = new Float64Array(dimension);
  let loss = Number.NaN;
  /** Which passes the caches hold, for `point`; `gradient` is the gradient without caches. */
  let held: 'none' | 'gradient' | 'forward' | 'forward and backward' = 'none';

  /** Counts the changes of `point`: an operator need not compare vectors to know that the caches are still its own. */
  let moves = 0;

  let disposed = false;

  function checkCall(parameters: Float64Array): void {
    if (disposed) throw new Error('closedFormObjective: the objective was used after its dispose()');
    checkLength('closedFormObjective', parameters, dimension);
  }

  const isHeld = (parameters: Float64Array) => held !== 'none' && equal(point, parameters);

  function moveTo(parameters: Float64Array): void {
    point.set(parameters);
    held = 'none';
    moves++;
  }

  function passForward(parameters: Float64Array, running?: readonly NormalizationStatistics[]): number {
    checkCall(parameters);
    if (!running && isHeld(parameters)) return loss;
    moveTo(parameters);
    loss = passes.forward(point, running);
    if (!running) held = 'forward';
    return loss;
  }

  function passBackward(parameters: Float64Array): number {
    checkCall(parameters);
    if (!isHeld(parameters) || held === 'gradient') {
      moveTo(parameters);
      loss = passes.forwardBackward(point, slope);
    } else if (held === 'forward') {
      passes.backward(slope);
    }
    held = 'forward and backward';
    return loss;
  }

  /** The operator of a matrix at `parameters`, where the caches are now. */
  function operatorAt(matrix: CurvatureMatrix, parameters: Float64Array): LinearOperator {
    let seen = moves;
    function multiply(vectors: readonly Float64Array[], outs: readonly Float64Array[]): void {
      checkCall(parameters);
      checkCounts(vectors, outs);
      for (const vector of vectors) checkLength(`closedFormObjective: ${matrix}`, vector, dimension);
      for (const out of outs) checkLength(`closedFormObjective: ${matrix}`, out, dimension);
      if (seen !== moves) {
        passBackward(parameters);
        seen = moves;
      }
      passes.products(matrix, vectors, outs);
    }
    return {
      dimension,
      apply: (v, out) => multiply([v], [out]),
      applyMany: multiply,
    };
  }

  return {
    dimension,
    value: (parameters) => passForward(parameters),
    gradient(parameters, out) {
      checkCall(parameters);
      checkLength('closedFormObjective: gradient', out, dimension);
      if (passes.gradient && !isHeld(parameters)) {
        moveTo(parameters);
        loss = passes.gradient(point, slope);
        held = 'gradient';
      } else if (held !== 'gradient') {
        passBackward(parameters);
      }
      out.set(slope);
      return loss;
    },
    linearize(parameters) {
      passBackward(parameters);
      const here = parameters.slice();
      return {
        value: loss,
        gradient: slope.slice(),
        hessian: operatorAt('hessian', here),
        gaussNewton: operatorAt('gauss-newton', here),
      };
    },
    batchStatistics(parameters) {
      passForward(parameters);
      return passes.batchStatistics();
    },
    inferenceLoss(parameters, running) {
      checkRunning(specification, running);
      return passForward(parameters, running);
    },
    dispose() {
      if (!disposed) passes.dispose();
      disposed = true;
    },
  };
}

/** Whether both vectors hold the same numbers; never with a NaN among them. */
function equal(x: Float64Array, y: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}
