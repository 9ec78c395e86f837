import { randomStream } from '../../numerics/random.ts';
import { dot } from '../../numerics/vector.ts';
import type { Dataset } from '../dataset.ts';
import { drawInputs } from './inputs.ts';
import type { SyntheticParameters } from './parameters.ts';
import { withTarget } from './targets.ts';

/** y = x·w + b + noise with w and b drawn from N(0, 1), in the stream `data/weights`: what a linear model can fit. */
export function linearData(parameters: SyntheticParameters, seed: number): Dataset {
  const stream = randomStream(seed, 'data/weights');
  const bias = stream.normal();
  const weights = Float64Array.from({ length: parameters.features }, () => stream.normal());
  return withTarget(drawInputs(parameters, seed), (x) => dot(x, weights) + bias, parameters.noise, seed);
}
