import { mlpLayout } from '../../models/layout.ts';
import type { MlpSpecification } from '../../models/specification.ts';
import { checkLength } from '../../numerics/linear-operator.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import type { MlpObjective, NormalizationStatistics } from '../contract.ts';
import { activationFunction } from './activations.ts';
import { backward } from './backward.ts';
import { checkData, checkRunning, checkSpecification } from './checks.ts';
import { forward } from './forward.ts';
import { layerViews } from './layers.ts';
import { allocatePasses, allocateTangents } from './pass.ts';
import { rBackward } from './r-backward.ts';
import { rForward } from './r-forward.ts';

export interface ClosedFormOptions {
  /** True makes every result bit-identical on every JavaScript engine and processor; default false. */
  readonly portable?: boolean;
}

/**
 * The mean squared error of an MLP, its gradient and its exact Hessian-vector products in float64, by the
 * formulas of `forward.ts`, `backward.ts`, `r-forward.ts` and `r-backward.ts`.
 *
 * One set of caches serves all calls and remembers the parameters it belongs to: the gradient at the point of
 * the newest linearisation costs nothing, and a product of an older linearisation repeats its two passes first.
 * NaN or infinite parameters give NaN, never an error.
 *
 * @param inputs [rows, layers[0]]; not copied, so not to be written to afterwards
 * @param targets [rows, layers.at(-1)]; likewise
 * @throws RangeError when the layers are no MLP's, the data do not fit them, or a vector has the wrong length
 */
export function closedFormObjective(
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
  options: ClosedFormOptions = {},
): MlpObjective {
  checkSpecification(specification);
  checkData(specification, inputs, targets);
  const { rows } = inputs;
  const { dimension } = mlpLayout(specification);
  const activation = activationFunction(specification.activation, options.portable ?? false);
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
  let loss = Number.NaN;
  /** Which passes the caches hold, for `point`. */
  let held: 'none' | 'forward' | 'forward and backward' = 'none';

  function passForward(parameters: Float64Array, running?: readonly NormalizationStatistics[]): number {
    checkLength('closedFormObjective', parameters, dimension);
    if (!running && held !== 'none' && equal(point.flat, parameters)) return loss;
    point.flat.set(parameters);
    loss = forward(rows, point.layers, activation, targets.values, passes, running);
    held = running ? 'none' : 'forward';
    return loss;
  }

  function passBackward(parameters: Float64Array): number {
    passForward(parameters);
    if (held === 'forward') backward(rows, point.layers, activation, targets.values, passes, slope.layers);
    held = 'forward and backward';
    return loss;
  }

  function multiply(parameters: Float64Array, v: Float64Array, out: Float64Array): void {
    checkLength('closedFormObjective: hessian', v, dimension);
    checkLength('closedFormObjective: hessian', out, dimension);
    passBackward(parameters);
    tangents ??= allocateTangents(passes);
    direction.flat.set(v);
    rForward(rows, point.layers, direction.layers, passes, tangents);
    rBackward(rows, point.layers, direction.layers, passes, tangents, slope.layers, product.layers);
    out.set(product.flat);
  }

  return {
    dimension,
    value: (parameters) => passForward(parameters),
    gradient(parameters, out) {
      checkLength('closedFormObjective: gradient', out, dimension);
      passBackward(parameters);
      out.set(slope.flat);
      return loss;
    },
    linearize(parameters) {
      passBackward(parameters);
      const here = parameters.slice();
      return {
        value: loss,
        gradient: slope.flat.slice(),
        hessian: { dimension, apply: (v, out) => multiply(here, v, out) },
      };
    },
    batchStatistics(parameters) {
      passForward(parameters);
      return passes.flatMap(({ batchNorm }) =>
        batchNorm ? [{ mean: batchNorm.mean.slice(), variance: batchNorm.variance.slice() }] : [],
      );
    },
    inferenceLoss(parameters, running) {
      checkRunning(specification, running);
      return passForward(parameters, running);
    },
    dispose() {},
  };
}

/** Whether both vectors hold the same numbers; never with a NaN among them. */
function equal(x: Float64Array, y: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}
