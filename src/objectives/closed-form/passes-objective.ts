import { mlpLayout } from '../../models/layout.ts';
import type { MlpSpecification } from '../../models/specification.ts';
import { checkCounts, checkLength, type LinearOperator } from '../../numerics/linear-operator.ts';
import type { MlpObjective, NormalizationStatistics } from '../contract.ts';
import { checkRunning } from './checks.ts';
import type { ClosedFormPasses, CurvatureMatrix } from './passes.ts';

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
