import { lanczos } from '../curvature/lanczos.ts';
import type { EigenpairResult } from '../curvature/result.ts';
import type { LinearOperator } from '../numerics/linear-operator.ts';
import { randomStream } from '../numerics/random.ts';
import type { TrainingSession } from './session.ts';

/** Products that may be spent where a decision hangs on λmax: the learning rate of a run, the reason of its end. */
const BUDGET = 1000;

/**
 * λmax at one point, searched for harder than row by row: by Lanczos, whatever `curvature.method` is.
 *
 * @param start where an earlier search ended
 */
export function certifiedSharpness(
  { config, seed }: TrainingSession,
  hessian: LinearOperator,
  start?: EigenpairResult,
): EigenpairResult {
  return lanczos(hessian, {
    which: 'largest',
    start,
    tolerance: config.curvature.tolerance,
    maxIterations: BUDGET,
    random: randomStream(seed, 'curvature/certified'),
  }).largest;
}
