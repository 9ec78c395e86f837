import { measurements } from '../config/measurements.ts';
import type { CurvatureConfig } from '../config/schema.ts';
import type { CurvatureRecord, EpochRecord, EpochTimings } from '../training/record.ts';
import type { Cell } from './cell.ts';

/** One column of a CSV file: its documentation and the way to its value. */
export interface Column<Row> {
  /** snake_case, as in the header line. */
  readonly name: string;
  /** '' for counts, texts and ratios. */
  readonly unit: string;
  readonly meaning: string;
  readonly cell: (row: Row) => Cell;
}

/**
 * The columns of `epochs.csv`, in order: one row an epoch from epoch 0, nothing in it depends on clock or memory.
 * The trace has columns only when the config measures it. λmin always has: where it is the eigenvalue largest in
 * magnitude, the search for λmax finds it on the way, and both are logged.
 */
export function epochColumns(config: CurvatureConfig): Column<EpochRecord>[] {
  const measuresTrace = measurements(config).some(({ quantity }) => quantity === 'trace');
  return [...everyEpoch, ...lambdaMin, ...(measuresTrace ? trace : [])];
}

const everyEpoch: Column<EpochRecord>[] = [
  {
    name: 'epoch',
    unit: '',
    meaning: 'epochs done; 0 is the state before the first step',
    cell: (row) => row.epoch,
  },
  { name: 'step', unit: '', meaning: 'optimizer steps done', cell: (row) => row.step },
  {
    name: 'learning_rate',
    unit: '',
    meaning: 'η of the steps, resolved when the config gives it relative to the stability limit',
    cell: (row) => row.learningRate,
  },
  {
    name: 'train_loss',
    unit: 'squared target unit',
    meaning:
      "mean squared error over the whole training split, with its own batch statistics, at the row's parameters",
    cell: (row) => row.trainLoss,
  },
  {
    name: 'test_loss',
    unit: 'squared target unit',
    meaning: 'mean squared error over the test split, with running statistics; empty without a test split',
    cell: (row) => row.testLoss,
  },
  {
    name: 'gradient_norm',
    unit: '',
    meaning: 'Euclidean norm of the gradient of train_loss',
    cell: (row) => row.gradientNorm,
  },
  {
    name: 'lambda_max',
    unit: '',
    meaning:
      'algebraically largest eigenvalue of the Hessian of train_loss, with curvature.samples of the mean squared error over that subset; empty in epochs that the config passes over',
    cell: curvature((found) => found.lambdaMax?.value),
  },
  {
    name: 'lambda_max_residual',
    unit: '',
    meaning: '‖Hv − λv‖ for lambda_max and its unit eigenvector',
    cell: curvature((found) => found.lambdaMax?.residual),
  },
  {
    name: 'lambda_max_products',
    unit: '',
    meaning: 'Hessian-vector products spent on lambda_max in this row, probes and shifts included',
    cell: curvature((found) => found.lambdaMax?.products),
  },
  {
    name: 'lambda_max_status',
    unit: '',
    meaning:
      'converged (‖Hv − λv‖ ≤ tolerance·|λ|: certainly an eigenvalue; that it is the largest is watched for, not proved), max-iterations, zero-operator or non-finite',
    cell: curvature((found) => found.lambdaMax?.status),
  },
  {
    name: 'stability_ratio',
    unit: '',
    meaning:
      'lambda_max over the largest stable one: λmax·η/2, heavy ball λmax·η/(2(1+β)), Nesterov λmax·η(1+2β)/(2(1+β)); above 1 is unstable',
    cell: curvature((found) => found.stabilityRatio),
  },
];

const lambdaMin: Column<EpochRecord>[] = [
  {
    name: 'lambda_min',
    unit: '',
    meaning:
      'algebraically smallest eigenvalue of the Hessian that lambda_max belongs to; where the config does not measure it, only in rows whose search for lambda_max met it',
    cell: curvature((found) => found.lambdaMin?.value),
  },
  {
    name: 'lambda_min_residual',
    unit: '',
    meaning: '‖Hv − λv‖ for lambda_min and its unit eigenvector',
    cell: curvature((found) => found.lambdaMin?.residual),
  },
  {
    name: 'lambda_min_products',
    unit: '',
    meaning: 'Hessian-vector products spent on lambda_min in this row',
    cell: curvature((found) => found.lambdaMin?.products),
  },
  {
    name: 'lambda_min_status',
    unit: '',
    meaning: 'as lambda_max_status',
    cell: curvature((found) => found.lambdaMin?.status),
  },
];

const trace: Column<EpochRecord>[] = [
  {
    name: 'trace',
    unit: '',
    meaning: 'trace of the Hessian that lambda_max belongs to, estimated with random vectors (Hutchinson)',
    cell: curvature((found) => found.trace?.value),
  },
  {
    name: 'trace_standard_error',
    unit: '',
    meaning: 'standard error of trace',
    cell: curvature((found) => found.trace?.standardError),
  },
  {
    name: 'trace_products',
    unit: '',
    meaning: 'Hessian-vector products spent on trace in this row',
    cell: curvature((found) => found.trace?.products),
  },
];

/** The columns of `timings.csv`: everything measured by clock or memory, one row for each row of `epochs.csv`. */
export const timingColumns: Column<EpochTimings>[] = [
  { name: 'epoch', unit: '', meaning: 'as in epochs.csv', cell: (row) => row.epoch },
  {
    name: 'training_ms',
    unit: 'ms',
    meaning: "wall-clock time of the epoch's steps and losses",
    cell: (row) => row.trainingMilliseconds,
  },
  {
    name: 'curvature_ms',
    unit: 'ms',
    meaning: "wall-clock time of the row's curvature",
    cell: (row) => row.curvatureMilliseconds,
  },
  {
    name: 'resident_bytes',
    unit: 'bytes',
    meaning: 'resident memory of the process',
    cell: (row) => row.residentBytes,
  },
  {
    name: 'tensors',
    unit: '',
    meaning:
      'live TensorFlow.js tensors, constant unless something leaks; empty when TensorFlow.js does not run',
    cell: (row) => row.tensors,
  },
];

function curvature(value: (found: CurvatureRecord) => Cell | undefined): (row: EpochRecord) => Cell {
  return ({ curvature: found }) => (found === null ? null : (value(found) ?? null));
}
