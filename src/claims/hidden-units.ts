import { Matrix as MlMatrix } from 'ml-matrix';
import type { TrainingSession } from '../training/session.ts';

/** Outputs that differ by less than this over all rows carry nothing: a thousandth of what a sigmoid unit can give. */
const CONSTANT = 1e-3;

const FUNCTIONS = {
  relu: (z: number) => Math.max(0, z),
  tanh: Math.tanh,
  sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
};

/** Outputs of the one hidden layer at the start of a session, [rows, units], by their definition. */
export function hiddenOutputs({ data, initial, config }: TrainingSession): MlMatrix {
  const { rows, columns, values } = data.train.inputs;
  const units = config.model.hidden[0]!;
  // The first kernel stands first, and its bias behind it.
  const kernel = MlMatrix.from1DArray(columns, units, Array.from(initial.subarray(0, columns * units)));
  const bias = Array.from(initial.subarray(columns * units, (columns + 1) * units));
  const z = MlMatrix.from1DArray(rows, columns, Array.from(values)).mmul(kernel).addRowVector(bias);
  const f = FUNCTIONS[config.model.activation as keyof typeof FUNCTIONS];
  return MlMatrix.from1DArray(rows, units, z.to1DArray().map(f));
}

/**
 * How many hidden units give the same for every row at the start: saturated ones, or of ReLU those that are off. The
 * layer behind sees them as a bias, and no gradient passes them.
 */
export function constantUnits(session: TrainingSession): number {
  const outputs = hiddenOutputs(session);
  return Array.from({ length: outputs.columns }, (_, unit) => outputs.getColumn(unit)).filter(
    (column) => Math.max(...column) - Math.min(...column) < CONSTANT,
  ).length;
}
