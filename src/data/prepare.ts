import type { DataConfig } from '../config/schema.ts';
import { type Matrix, selectRows } from '../numerics/matrix.ts';
import type { Dataset } from './dataset.ts';
import { dataHash } from './hash.ts';
import { ProblemCollector } from './problems.ts';
import { readSource } from './source.ts';
import { splitRows } from './split.ts';
import { columnStatistics } from './transforms/column-statistics.ts';
import { fitTransform } from './transforms/fit.ts';
import type { FittedTransform } from './transforms/fitted-transform.ts';

/** Rows in model units. */
export interface DataPart {
  /** [rows, features] */
  readonly inputs: Matrix;
  /** [rows, outputs] */
  readonly targets: Matrix;
}

/** What training needs to know of the data. */
export interface PreparedData {
  /** The training split, transformed. */
  readonly train: DataPart;
  /** `null` when `testFraction` is 0. */
  readonly test: DataPart | null;
  /** Fitted on the training split; `targets.invert` turns predictions into the source's units. */
  readonly transforms: {
    /** Of the input columns. */
    readonly inputs: FittedTransform;
    /** Of the target columns. */
    readonly targets: FittedTransform;
  };
  /** Column names of the inputs, [features]. */
  readonly inputNames: readonly string[];
  /** Column names of the targets, [outputs]. */
  readonly targetNames: readonly string[];
  /** Row numbers in the source, from 0, ascending: row i of `train` is row `trainRows[i]`. */
  readonly trainRows: Int32Array;
  /** The same of `test`; empty without one. */
  readonly testRows: Int32Array;
  /** SHA-256 of the data before split and transforms. */
  readonly hash: string;
  /** What the user should know but need not mend: constant columns. */
  readonly notices: readonly string[];
}

/**
 * Reads or draws the data, splits them and applies the transforms, which are fitted on the training split alone.
 *
 * @param seed decides the split and, for synthetic sources, the data
 * @throws DataError when the source cannot be used, the split leaves fewer than two training rows, or a value
 *   leaves the range of float64 under its transform
 */
export function prepareData(config: DataConfig, seed: number): PreparedData {
  const dataset = readSource(config, seed);
  const split = splitRows(dataset.inputs.rows, config.testFraction, seed);
  const hash = dataHash(dataset);
  const raw = rowsOf(dataset, split.train);
  const transforms = {
    inputs: fitTransform(config.inputs, raw.inputs),
    targets: fitTransform(config.targets, raw.targets),
  };
  const notices = [
    ...constantColumns('input', raw.inputs, dataset.inputNames),
    ...constantColumns('target', raw.targets, dataset.targetNames),
  ];
  // The parts are copies already: a million rows need no second one.
  const transformed = (part: DataPart): DataPart => ({
    inputs: transforms.inputs.consume(part.inputs),
    targets: transforms.targets.consume(part.targets),
  });
  const train = transformed(raw);
  const test = split.test.length === 0 ? null : transformed(rowsOf(dataset, split.test));
  checkFinite(config, dataset, test === null ? [train] : [train, test]);
  return {
    train,
    test,
    transforms,
    inputNames: dataset.inputNames,
    targetNames: dataset.targetNames,
    trainRows: split.train,
    testRows: split.test,
    hash,
    notices,
  };
}

function rowsOf({ inputs, targets }: Dataset, rows: Int32Array): DataPart {
  return { inputs: selectRows(inputs, rows), targets: selectRows(targets, rows) };
}

function constantColumns(role: string, train: Matrix, names: readonly string[]): string[] {
  const { constant, mean } = columnStatistics(train);
  return names.flatMap((name, j) =>
    constant[j] === 1
      ? [
          `${role} "${name}" is ${mean[j]} in all ${train.rows} training rows; it is kept and never divided by its spread`,
        ]
      : [],
  );
}

function checkFinite(config: DataConfig, dataset: Dataset, parts: readonly DataPart[]): void {
  const problems = new ProblemCollector(`data.source ${config.source}`, 'data.source');
  const check = (role: 'inputs' | 'targets', names: readonly string[]) => {
    const finite = names.map(() => true);
    for (const part of parts) markFinite(part[role], finite);
    names.forEach((name, j) => {
      if (finite[j]) return;
      problems.add(
        `"${name}" leaves the range of float64 when it is ${config[role]}; rescale the column`,
        `data.${role}`,
      );
    });
  };
  check('inputs', dataset.inputNames);
  check('targets', dataset.targetNames);
  problems.throwIfAny();
}

/** Sets `finite[j]` to false where column j has NaN or an infinity. */
function markFinite({ values, columns }: Matrix, finite: boolean[]): void {
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k]!)) finite[k % columns] = false;
  }
}
