import { isFiniteVector } from '../numerics/vector.ts';
import type { MlpObjective, NormalizationStatistics } from '../objectives/contract.ts';

/**
 * The objective with NaN for everything where a batch variance or mean is beyond the range of numbers: batch norm divides by
 * it, and outputs, loss, gradient and products would come out finite and wrong. So whoever trains with it, measures or
 * inspects finds out, and nothing rests on them.
 */
export function guardedObjective(objective: MlpObjective): MlpObjective {
  const { dimension } = objective;
  const isSound = (parameters: Float64Array) => areFinite(objective.batchStatistics(parameters));
  return {
    ...objective,
    value(parameters) {
      const value = objective.value(parameters);
      return isSound(parameters) ? value : Number.NaN;
    },
    gradient(parameters, out) {
      const value = objective.gradient(parameters, out);
      if (isSound(parameters)) return value;
      out.fill(Number.NaN);
      return Number.NaN;
    },
    linearize(parameters) {
      const found = objective.linearize(parameters);
      if (isSound(parameters)) return found;
      const nothing = {
        dimension,
        apply: (_: Float64Array, out: Float64Array) => void out.fill(Number.NaN),
      };
      const gradient = new Float64Array(dimension).fill(Number.NaN);
      return { value: Number.NaN, gradient, hessian: nothing, gaussNewton: nothing };
    },
  };
}

function areFinite(statistics: readonly NormalizationStatistics[]): boolean {
  return statistics.every(({ mean, variance }) => isFiniteVector(mean) && isFiniteVector(variance));
}
