import type { Dataset } from '../dataset.ts';
import { drawInputs } from './inputs.ts';
import type { SyntheticParameters } from './parameters.ts';
import { withTarget } from './targets.ts';

/**
 * y = sin(Σ x / √features) + noise: no linear model fits it. The root keeps the argument's variance at 1 for
 * identity covariance, whatever the number of features.
 */
export function sineData(parameters: SyntheticParameters, seed: number): Dataset {
  const scale = Math.sqrt(parameters.features);
  const signal = (x: Float64Array) => Math.sin(x.reduce((sum, entry) => sum + entry, 0) / scale);
  return withTarget(drawInputs(parameters, seed), signal, parameters.noise, seed);
}
