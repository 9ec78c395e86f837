import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { layoutOf } from '../../models/layout.ts';
import type { TensorProgram } from './program.ts';
import { tensorsOf } from './tensor-objective.ts';
import type { Tensorflow } from './tensorflow.ts';

/** Mean loss of predictions [rows, …] against targets; a loss per row is averaged. */
export type TensorLoss = (targets: Tensor, predictions: Tensor) => Tensor;

/** Losses by name, those that Keras users write as a string. */
export type LossName =
  | 'meanSquaredError'
  | 'meanAbsoluteError'
  | 'binaryCrossentropy'
  | 'categoricalCrossentropy';

/** A layers model, its loss and the rows on which the loss is taken. */
export interface ModelLoss {
  readonly model: LayersModel;
  readonly loss: TensorLoss | LossName;
  readonly inputs: Tensor | Tensor[];
  readonly targets: Tensor;
  /**
   * Whether layers run as in training. With batch norm, `true` (the default) takes the curvature of the training
   * loss, with the statistics of these rows; `false` that of the inference-mode loss, another function.
   */
  readonly training?: boolean;
}

/** Any scalar computation that reads tfjs variables. */
export interface VariableLoss {
  /** Computes the loss from the variables, as the function given to `tf.variableGrads`. */
  readonly loss: () => Scalar;
  readonly variables: readonly Variable[];
}

/** A program over variables that have values of their own. */
export interface VariableProgram extends TensorProgram {
  /** The variables' present values, flat. */
  current(): Float64Array;
}

/** The program of a layers model's loss as a function of its trainable weights. */
export function modelProgram(tf: Tensorflow, options: ModelLoss): VariableProgram {
  const { model, inputs, targets, training = true } = options;
  const loss = typeof options.loss === 'string' ? lossByName(tf, options.loss) : options.loss;
  const evaluate = () =>
    tf.tidy(() => {
      const predictions = model.apply(inputs, { training }) as Tensor | Tensor[];
      if (Array.isArray(predictions)) {
        throw new TypeError(
          `modelProgram: the model has ${predictions.length} outputs and one was expected; ` +
            'write the loss as a function and pass { loss, variables } instead',
        );
      }
      return tf.mean(loss(targets, predictions)) as Scalar;
    });
  const trainable = model.trainableWeights.map(variableOf);
  const frozen = model.weights.map(variableOf).filter((variable) => !trainable.includes(variable));
  return programOf(tf, evaluate, trainable, frozen);
}

/** The program of a loss written by hand over variables. */
export function variablesProgram(tf: Tensorflow, { loss, variables }: VariableLoss): VariableProgram {
  return programOf(tf, loss, variables, []);
}

/**
 * @param frozen weights that the evaluation may write (running statistics of batch norm) and that must come out
 * unchanged
 */
function programOf(
  tf: Tensorflow,
  evaluate: () => Scalar,
  variables: readonly Variable[],
  frozen: readonly Variable[],
): VariableProgram {
  if (variables.length === 0) {
    throw new RangeError('there is nothing to differentiate: the model has no trainable weights');
  }
  const layout = layoutOf(variables);
  return {
    layout,
    current() {
      const flat = new Float64Array(layout.dimension);
      layout.entries.forEach(({ offset }, i) => {
        flat.set(variables[i]!.dataSync(), offset);
      });
      return flat;
    },
    run(parameters, body) {
      const kept = [...variables, ...frozen];
      const before = tf.tidy(() => kept.map((variable) => tf.keep(variable.clone())));
      const point = tensorsOf(tf, layout, parameters);
      try {
        variables.forEach((variable, i) => {
          variable.assign(point[i]!);
        });
        return body(variables, evaluate);
      } finally {
        kept.forEach((variable, i) => {
          variable.assign(before[i]!);
        });
        tf.dispose([...before, ...point]);
      }
    },
  };
}

/** `read()` of a layers weight gives the tf.Variable itself, though its type says Tensor. */
function variableOf(weight: LayersModel['weights'][number]): Variable {
  return weight.read() as Variable;
}

function lossByName(tf: Tensorflow, name: LossName): TensorLoss {
  const losses: Record<LossName, TensorLoss> = {
    meanSquaredError: tf.metrics.meanSquaredError,
    meanAbsoluteError: tf.metrics.meanAbsoluteError,
    binaryCrossentropy: tf.metrics.binaryCrossentropy,
    categoricalCrossentropy: tf.metrics.categoricalCrossentropy,
  };
  const loss = losses[name];
  if (!loss) {
    throw new RangeError(
      `loss: unknown name ${JSON.stringify(name)}; use ${Object.keys(losses).join(', ')}, ` +
        'or a function (targets, predictions) => tensor',
    );
  }
  return loss;
}
