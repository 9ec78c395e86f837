import type { InitializationName } from '../config/schema.ts';
import { randomStream } from '../numerics/random.ts';
import type { ParameterLayout } from './layout.ts';

/**
 * Variance of a kernel entry. Glorot and Bengio (2010), eq. 16: 2/(fan in + fan out); He et al. (2015), eq. 10:
 * 2/fan in; LeCun et al. (1998), section 4.6: 1/fan in.
 */
const VARIANCE: Record<string, (fanIn: number, fanOut: number) => number> = {
  glorot: (fanIn, fanOut) => 2 / (fanIn + fanOut),
  he: (fanIn) => 2 / fanIn,
  lecun: (fanIn) => 1 / fanIn,
};

/**
 * Start parameters: kernels drawn by the scheme, biases and beta 0, gamma 1.
 *
 * The normal variants are plain normals of the stated variance, as in the papers; Keras truncates them at two
 * standard deviations. Each kernel draws from a stream of its own, so a network that gains a layer or batch
 * norm keeps the kernels of its other layers: arms of one seed start alike.
 *
 * @param seed integer ≥ 0; the same seed gives the same parameters on every backend and platform
 * @returns flat parameters, [layout.dimension]
 */
export function initializeParameters(
  layout: ParameterLayout,
  initialization: InitializationName,
  seed: number,
): Float64Array {
  const [scheme, distribution] = initialization.split('-') as [string, string];
  const parameters = new Float64Array(layout.dimension);
  for (const { name, shape, offset, size } of layout.entries) {
    const target = parameters.subarray(offset, offset + size);
    if (name.endsWith('/kernel')) {
      const deviation = Math.sqrt(VARIANCE[scheme]!(shape[0]!, shape[1]!));
      const stream = randomStream(seed, `initialization/${name}`);
      // A uniform variable on [−a, a] has variance a²/3.
      const draw =
        distribution === 'normal'
          ? () => deviation * stream.normal()
          : () => deviation * Math.sqrt(3) * (2 * stream.uniform() - 1);
      for (let i = 0; i < size; i++) target[i] = draw();
    } else if (name.endsWith('/gamma')) {
      target.fill(1);
    }
  }
  return parameters;
}
