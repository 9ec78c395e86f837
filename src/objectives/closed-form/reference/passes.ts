import { mlpLayout } from '../../../models/layout.ts';
import type { MlpSpecification } from '../../../models/specification.ts';
import type { Matrix } from '../../../numerics/matrix.ts';
import type { ClosedFormPasses } from '../passes.ts';
import { activationFunction } from './activations.ts';
import { backward } from './backward.ts';
import { forward } from './forward.ts';
import { gaussNewton } from './gauss-newton.ts';
import { layerViews } from './layers.ts';
import { allocatePasses, allocateTangents } from './pass.ts';
import { rBackward } from './r-backward.ts';
import { rForward } from './r-forward.ts';

/**
 * The passes of the closed form in plain TypeScript, written to be read beside the formulas of `forward.ts`,
 * `backward.ts`, `r-forward.ts`, `r-backward.ts` and `gauss-newton.ts`: the oracle of the kernel.
 *
 * @param inputs [rows, layers[0]]; not copied, so not to be written to afterwards
 * @param targets [rows, layers.at(-1)]; likewise
 */
export function referencePasses(
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
): ClosedFormPasses {
  const { rows } = inputs;
  const { dimension } = mlpLayout(specification);
  const activation = activationFunction(specification.activation);
  const viewLayers = layerViews(specification);
  const flatAndViews = () => {
    const flat = new Float64Array(dimension);
    return { flat, layers: viewLayers(flat) };
  };
  const point = flatAndViews();
  const slope = flatAndViews();
  const direction = flatAndViews();
  const product = flatAndViews();
  const passes = allocatePasses(specification, rows, inputs.values);
  let tangents: ReturnType<typeof allocateTangents> | undefined;

  return {
    forward(parameters, running) {
      point.flat.set(parameters);
      return forward(rows, point.layers, activation, targets.values, passes, running);
    },
    backward(gradient) {
      backward(rows, point.layers, activation, targets.values, passes, slope.layers);
      gradient.set(slope.flat);
    },
    forwardBackward(parameters, gradient) {
      const loss = this.forward(parameters);
      this.backward(gradient);
      return loss;
    },
    products(matrix, vectors, outs) {
      tangents ??= allocateTangents(passes);
      for (const [i, v] of vectors.entries()) {
        direction.flat.set(v);
        rForward(rows, point.layers, direction.layers, passes, tangents);
        if (matrix === 'hessian') {
          rBackward(rows, point.layers, direction.layers, passes, tangents, slope.layers, product.layers);
        } else {
          gaussNewton(rows, point.layers, passes, tangents, product.layers);
        }
        outs[i]!.set(product.flat);
      }
    },
    batchStatistics: () =>
      passes.flatMap(({ batchNorm }) =>
        batchNorm ? [{ mean: batchNorm.mean.slice(), variance: batchNorm.variance.slice() }] : [],
      ),
    dispose() {},
  };
}
