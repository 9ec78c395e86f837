import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import { layoutOf } from '../../models/layout.ts';
import type { TensorProgram } from './program.ts';
import type { VariableLoss } from './sources.ts';
import { tensorsOf } from './tensor-objective.ts';
import type { Tensorflow } from './tensorflow.ts';

/** A program over variables that have values of their own. */
export interface VariableProgram extends TensorProgram {
  /** The variables' present values, flat. */
  current(): Float64Array;
}

/**
 * The program of a loss over variables. Whatever other variables the loss writes (the running statistics of batch
 * norm, say) are found by running it once, and put back after every evaluation like the variables themselves.
 *
 * @param names of the variables in the layout; default: their own
 * @throws {TypeError} when `variables` are not tf.Variables, or the loss is not one number
 * @throws {RangeError} when there are no variables, or one stands in the list twice
 */
export function variableProgram(
  tf: Tensorflow,
  { loss, variables }: VariableLoss,
  names?: readonly string[],
): VariableProgram {
  checkVariables(tf, variables);
  const evaluate = () => oneNumber(tf, loss());
  const layout = layoutOf(variables.map(({ name, shape }, i) => ({ name: names?.[i] ?? name, shape })));
  const kept = [...variables, ...writtenBy(tf, evaluate)].filter((one, i, all) => all.indexOf(one) === i);
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
      const point = tensorsOf(tf, layout, parameters);
      try {
        return preserving(tf, kept, () => {
          variables.forEach((variable, i) => {
            variable.assign(point[i]!);
          });
          return body(variables, evaluate);
        });
      } finally {
        tf.dispose(point);
      }
    },
  };
}

/** Runs `body` and gives the variables back the values they had. */
function preserving<Result>(tf: Tensorflow, variables: readonly Variable[], body: () => Result): Result {
  const before = tf.tidy(() => variables.map((variable) => tf.keep(variable.clone())));
  try {
    return body();
  } finally {
    variables.forEach((variable, i) => {
      variable.assign(before[i]!);
    });
    tf.dispose(before);
  }
}

/** The variables that an evaluation assigns to, of all that TensorFlow.js knows. */
function writtenBy(tf: Tensorflow, evaluate: () => Scalar): Variable[] {
  const known = Object.values(tf.engine().state.registeredVariables);
  const data = known.map(({ dataId }) => dataId);
  return preserving(tf, known, () => {
    tf.tidy(() => {
      evaluate();
    });
    return known.filter(({ dataId }, i) => dataId !== data[i]);
  });
}

function checkVariables(tf: Tensorflow, variables: readonly Variable[]): void {
  if (!Array.isArray(variables) || !variables.every((variable) => variable instanceof tf.Variable)) {
    throw new TypeError('variables: expected a list of tf.Variable, made with tf.variable(tensor)');
  }
  if (variables.length === 0) {
    throw new RangeError('there is nothing to differentiate: the model has no trainable weights');
  }
  const twice = variables.find((variable, i) => variables.indexOf(variable) !== i);
  if (twice) throw new RangeError(`variables: ${twice.name} stands in the list twice; list it once`);
}

function oneNumber(tf: Tensorflow, value: unknown): Scalar {
  if (!(value instanceof tf.Tensor)) {
    const received = value instanceof Promise ? 'a promise: it must not be async' : String(value);
    throw new TypeError(`loss: expected a function that returns a tensor, it returned ${received}`);
  }
  if (value.size !== 1) {
    throw new TypeError(`loss: expected one number, received shape [${value.shape}]; take its mean or sum`);
  }
  return (value as Tensor).asScalar();
}
