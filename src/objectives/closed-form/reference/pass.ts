import type { MlpSpecification } from '../../../models/specification.ts';

/** Row-major [rows, units] unless said otherwise. What the forward and the backward pass leave for one layer. */
export interface LayerPass {
  readonly inputs: number;
  readonly units: number;
  /** a of the layer before, or the data: [rows, inputs]. */
  readonly input: Float64Array;
  /** a = φ(y): the activations; on the output layer the predictions. */
  readonly output: Float64Array;
  /** δ = ∂L/∂z, with z = input·W + b. */
  readonly delta: Float64Array;
  /** Null on the output layer, which is linear. */
  readonly activation: ActivationPass | null;
  /** Null without batch norm. */
  readonly batchNorm: BatchNormPass | null;
}

/** The activation's derivatives, fixed at the point of linearisation. */
export interface ActivationPass {
  /** φ'(y). */
  readonly slope: Float64Array;
  /** φ''(y)·∂L/∂a. */
  readonly bend: Float64Array;
}

/** Batch norm between z and y: statistics [units] and rows [rows, units]. */
export interface BatchNormPass {
  readonly epsilon: number;
  /** μ and σ², of the batch or, in inference mode, as given. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** s = 1/√(σ² + ε). */
  readonly inverseDeviation: Float64Array;
  /** x̂ = (z − μ)·s. */
  readonly normalized: Float64Array;
  /** ∂L/∂y. */
  readonly upstream: Float64Array;
  /** t = ∂L/∂y less its parts along 1 and x̂, so that δ = γ·s·t. */
  readonly projected: Float64Array;
}

/** The derivatives along one direction v (written R{·} by Pearlmutter) of what `LayerPass` holds. */
export interface LayerTangent {
  /** R{y}; on the output layer the same array as `output`. */
  readonly preActivation: Float64Array;
  /** R{a}. */
  readonly output: Float64Array;
  /** R{δ}. */
  readonly delta: Float64Array;
  readonly batchNorm: BatchNormTangent | null;
}

export interface BatchNormTangent {
  /** R{x̂}. */
  readonly normalized: Float64Array;
  /** c = mean of x̂·R{z} over the rows, [units]; R{s} = −s²·c. */
  readonly correlation: Float64Array;
}

/** Room for the passes of an MLP over `inputs` [rows, layers[0]]. */
export function allocatePasses(
  specification: MlpSpecification,
  rows: number,
  inputs: Float64Array,
): LayerPass[] {
  const { layers, batchNorm } = specification;
  let input = inputs;
  return layers.slice(1).map((units, index) => {
    const block = () => new Float64Array(rows * units);
    const hidden = index < layers.length - 2;
    const pass: LayerPass = {
      inputs: layers[index]!,
      units,
      input,
      output: block(),
      delta: block(),
      activation: hidden ? { slope: block(), bend: block() } : null,
      batchNorm:
        hidden && batchNorm
          ? {
              epsilon: batchNorm.epsilon,
              mean: new Float64Array(units),
              variance: new Float64Array(units),
              inverseDeviation: new Float64Array(units),
              normalized: block(),
              upstream: block(),
              projected: block(),
            }
          : null,
    };
    input = pass.output;
    return pass;
  });
}

/** Room for one Hessian-vector product beside `passes`. */
export function allocateTangents(passes: readonly LayerPass[]): LayerTangent[] {
  return passes.map(({ units, output, activation, batchNorm }) => {
    const tangentOutput = new Float64Array(output.length);
    return {
      preActivation: activation ? new Float64Array(output.length) : tangentOutput,
      output: tangentOutput,
      delta: new Float64Array(output.length),
      batchNorm: batchNorm && {
        normalized: new Float64Array(output.length),
        correlation: new Float64Array(units),
      },
    };
  });
}
