import type { CurvatureConfig } from '../config/schema.ts';
import type { FileRow, QuantityColumn } from '../training/quantities/quantity.ts';
import { plannedQuantities, unconditionalColumns } from '../training/quantities/table.ts';
import type { EpochRecord, EpochTimings } from '../training/record.ts';
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
 * The columns of `epochs.csv`, in order: one row an epoch from epoch 0, nothing in it depends on clock or memory. A
 * quantity has columns only when the config measures it; λmax and λmin always have.
 */
export function epochColumns(config: CurvatureConfig): Column<EpochRecord>[] {
  const asked = plannedQuantities(config).filter(
    ({ columns }) => !columns.some((column) => unconditionalColumns.includes(column)),
  );
  return [
    ...everyEpoch,
    ...[...unconditionalColumns, ...asked.flatMap(({ columns }) => columns)].map(inEpoch),
  ];
}

/** A file in long form that a run writes beside `epochs.csv`: some rows for each measured epoch. */
export interface QuantityLogFormat {
  readonly name: string;
  readonly columns: readonly Column<FileRow>[];
  rows(record: EpochRecord): FileRow[];
}

/** The files in long form of a config. */
export function quantityFiles(config: CurvatureConfig): QuantityLogFormat[] {
  return plannedQuantities(config).flatMap(({ file }) => {
    if (file === null) return [];
    const rows = ({ epoch, curvature }: EpochRecord) =>
      curvature === null ? [] : file.rows(epoch, curvature);
    return [{ name: file.name, columns: file.columns.map((column) => columnOf(column, (row) => row)), rows }];
  });
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

/** A column of a quantity in `epochs.csv`: empty in rows without curvature. */
function inEpoch(column: QuantityColumn): Column<EpochRecord> {
  return columnOf(column, ({ curvature }: EpochRecord) => curvature);
}

function columnOf<Row, Inner>(
  { name, unit, meaning, cell }: QuantityColumn<Inner>,
  inner: (row: Row) => Inner | null,
): Column<Row> {
  return {
    name,
    unit,
    meaning,
    cell(row) {
      const found = inner(row);
      return found === null ? null : (cell(found) ?? null);
    },
  };
}
