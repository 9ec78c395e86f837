import type { Activation, MlpSpecification } from '../../models/specification.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import type { NormalizationStatistics } from '../contract.ts';
import type { Precision } from '../engine.ts';

const ACTIVATIONS: readonly Activation[] = ['relu', 'sigmoid', 'tanh', 'linear'];
const PRECISIONS: readonly Precision[] = ['float64', 'float32', 'mixed'];

/** Throws a RangeError unless the layers are at least two positive whole numbers and the activation is one of ours. */
export function checkSpecification({ layers, activation }: MlpSpecification): void {
  if (layers.length < 2 || !layers.every((units) => Number.isInteger(units) && units > 0)) {
    throw new RangeError(
      `closedFormObjective: layers must be the units of inputs, hidden layers and outputs, at least two positive whole numbers; received [${layers.join(', ')}]`,
    );
  }
  if (!ACTIVATIONS.includes(activation)) throw notAllowed('activation', activation, ACTIVATIONS.join(', '));
}

/** Throws a RangeError unless the options, which JavaScript may give as anything, are what they may be. */
export function checkOptions(precision: Precision, cacheBytes: number): void {
  if (!PRECISIONS.includes(precision)) throw notAllowed('precision', precision, PRECISIONS.join(', '));
  if (!(cacheBytes >= 0)) throw notAllowed('cacheBytes', cacheBytes, 'bytes from 0, Infinity too');
}

function notAllowed(option: string, received: unknown, allowed: string): RangeError {
  return new RangeError(`closedFormObjective: ${option}: received ${received}, allowed are ${allowed}`);
}

/** Throws a RangeError unless the data have a row or more and the columns that the layers ask for. */
export function checkData({ layers }: MlpSpecification, inputs: Matrix, targets: Matrix): void {
  const [needInputs, needTargets] = [layers[0]!, layers.at(-1)!];
  if (inputs.rows === 0) {
    throw new RangeError(
      'closedFormObjective: the mean over zero rows is not defined; give at least one row',
    );
  }
  if (inputs.rows !== targets.rows) {
    throw new RangeError(
      `closedFormObjective: inputs have ${inputs.rows} rows, targets ${targets.rows}; they must have one target row for each input row`,
    );
  }
  if (inputs.columns !== needInputs || targets.columns !== needTargets) {
    throw new RangeError(
      `closedFormObjective: layers [${layers.join(', ')}] need ${needInputs} input and ${needTargets} target columns, received ${inputs.columns} and ${targets.columns}`,
    );
  }
}

/** Throws a RangeError unless there is one pair of statistics, of the layer's units, for each batch-norm layer. */
export function checkRunning(
  { layers, batchNorm }: MlpSpecification,
  running: readonly NormalizationStatistics[],
): void {
  const units = batchNorm ? layers.slice(1, -1) : [];
  const received = running.map(({ mean, variance }) => `${mean.length}/${variance.length}`);
  if (received.join() !== units.map((count) => `${count}/${count}`).join()) {
    throw new RangeError(
      `inferenceLoss: expected mean/variance of lengths [${units.map((count) => `${count}/${count}`).join(', ')}], one for each batch-norm layer; received [${received.join(', ')}]`,
    );
  }
}
