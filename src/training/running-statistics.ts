import type { MlpSpecification } from '../models/specification.ts';
import type { NormalizationStatistics } from '../objectives/contract.ts';

/** Running statistics before the first batch: mean 0, variance 1 (Keras' initial values). */
export function initialStatistics({ layers, batchNorm }: MlpSpecification): NormalizationStatistics[] {
  if (!batchNorm) return [];
  return layers.slice(1, -1).map((units) => ({
    mean: new Float64Array(units),
    variance: new Float64Array(units).fill(1),
  }));
}

/**
 * running ← momentum·running + (1 − momentum)·batch, Keras' convention with the biased batch variance. PyTorch
 * calls 1 − momentum the momentum and takes the unbiased variance.
 */
export function updateStatistics(
  running: readonly NormalizationStatistics[],
  batch: readonly NormalizationStatistics[],
  momentum: number,
): NormalizationStatistics[] {
  const blend = (old: Float64Array, now: Float64Array) =>
    old.map((entry, i) => momentum * entry + (1 - momentum) * now[i]!);
  return running.map(({ mean, variance }, layer) => ({
    mean: blend(mean, batch[layer]!.mean),
    variance: blend(variance, batch[layer]!.variance),
  }));
}
