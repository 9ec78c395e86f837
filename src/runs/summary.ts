import { join } from 'node:path';
import type { EpochRecord } from '../training/record.ts';
import type { Column } from './columns.ts';
import { csvText } from './csv-log.ts';
import { LogError } from './csv-repair.ts';
import type { RunStatus } from './manifest.ts';
import { writeWhole } from './write.ts';

/** One run (an arm with a seed) in one row; null is a quantity that was not measured. */
export interface RunSummary {
  readonly arm: string;
  readonly seed: number;
  readonly status: RunStatus;
  readonly epochs: number | null;
  readonly steps: number | null;
  readonly learningRate: number | null;
  readonly finalTrainLoss: number | null;
  readonly finalTestLoss: number | null;
  readonly lambdaMaxStart: number | null;
  readonly lambdaMaxEnd: number | null;
  readonly stabilityRatioStart: number | null;
  readonly stabilityRatioEnd: number | null;
  readonly epochsToTarget: number | null;
  readonly gradients: number;
  readonly products: number;
  /** Whether both objectives agreed wherever they were compared; null without `verify: true`. */
  readonly verification: 'agrees' | 'disagrees' | null;
}

/** The columns of `summary.csv`, in order: a row per arm and seed. */
export const summaryColumns: Column<RunSummary>[] = [
  { name: 'arm', unit: '', meaning: 'name of the arm', cell: (run) => run.arm },
  { name: 'seed', unit: '', meaning: 'seed of the run', cell: (run) => run.seed },
  {
    name: 'status',
    unit: '',
    meaning: 'completed, diverged, interrupted or failed',
    cell: (run) => run.status,
  },
  { name: 'epochs', unit: '', meaning: 'epochs done', cell: (run) => run.epochs },
  { name: 'steps', unit: '', meaning: 'optimizer steps done', cell: (run) => run.steps },
  { name: 'learning_rate', unit: '', meaning: 'η, as in epochs.csv', cell: (run) => run.learningRate },
  {
    name: 'final_train_loss',
    unit: 'squared target unit',
    meaning: 'train_loss of the last row of epochs.csv',
    cell: (run) => run.finalTrainLoss,
  },
  {
    name: 'final_test_loss',
    unit: 'squared target unit',
    meaning: 'test_loss of the last row of epochs.csv',
    cell: (run) => run.finalTestLoss,
  },
  {
    name: 'lambda_max_start',
    unit: '',
    meaning: 'the first lambda_max measured',
    cell: (run) => run.lambdaMaxStart,
  },
  {
    name: 'lambda_max_end',
    unit: '',
    meaning: 'the last lambda_max measured',
    cell: (run) => run.lambdaMaxEnd,
  },
  {
    name: 'stability_ratio_start',
    unit: '',
    meaning: 'the first stability_ratio measured',
    cell: (run) => run.stabilityRatioStart,
  },
  {
    name: 'stability_ratio_end',
    unit: '',
    meaning: 'the last stability_ratio measured',
    cell: (run) => run.stabilityRatioEnd,
  },
  {
    name: 'epochs_to_target',
    unit: '',
    meaning:
      'the first epoch whose train_loss is at or below training.targetLoss; empty when none is or none is set',
    cell: (run) => run.epochsToTarget,
  },
  { name: 'gradients', unit: '', meaning: 'gradients computed', cell: (run) => run.gradients },
  { name: 'products', unit: '', meaning: 'Hessian-vector products computed', cell: (run) => run.products },
  {
    name: 'verification',
    unit: '',
    meaning: 'agrees or disagrees, as verification.csv has it; empty without verify: true',
    cell: (run) => run.verification,
  },
];

/** What the summary keeps of the rows of `epochs.csv`, fed row by row. */
export interface RowDigest {
  add(record: EpochRecord): void;
  /** The same for a row read back from `epochs.csv`. Throws a LogError where a cell is no number. */
  addCells(cell: (column: string) => string): void;
  result(): Omit<
    RunSummary,
    'arm' | 'seed' | 'status' | 'epochsToTarget' | 'gradients' | 'products' | 'verification'
  >;
}

/** Starts an empty digest; without any row all its quantities are null. */
export function rowDigest(): RowDigest {
  let last: Record<LastColumn, number | null> | null = null;
  let first: Measured | null = null;
  let latest: Measured | null = null;
  const note = (lambdaMax: number | null, stabilityRatio: number | null) => {
    if (lambdaMax === null) return;
    latest = { lambdaMax, stabilityRatio };
    first ??= latest;
  };
  return {
    add({ epoch, step, learningRate, trainLoss, testLoss, curvature }) {
      last = { epoch, step, learning_rate: learningRate, train_loss: trainLoss, test_loss: testLoss };
      note(curvature?.lambdaMax?.value ?? null, curvature?.stabilityRatio ?? null);
    },
    addCells(cell) {
      const numbers = lastColumns.map((name) => [name, parseCell(name, cell(name))]);
      last = Object.fromEntries(numbers) as Record<LastColumn, number | null>;
      const [lambdaMax, ratio] = ['lambda_max', 'stability_ratio'].map((name) => parseCell(name, cell(name)));
      note(lambdaMax!, ratio!);
    },
    result: () => ({
      epochs: last?.epoch ?? null,
      steps: last?.step ?? null,
      learningRate: last?.learning_rate ?? null,
      finalTrainLoss: last?.train_loss ?? null,
      finalTestLoss: last?.test_loss ?? null,
      lambdaMaxStart: first?.lambdaMax ?? null,
      lambdaMaxEnd: latest?.lambdaMax ?? null,
      stabilityRatioStart: first?.stabilityRatio ?? null,
      stabilityRatioEnd: latest?.stabilityRatio ?? null,
    }),
  };
}

const lastColumns = ['epoch', 'step', 'learning_rate', 'train_loss', 'test_loss'] as const;
type LastColumn = (typeof lastColumns)[number];

interface Measured {
  readonly lambdaMax: number;
  readonly stabilityRatio: number | null;
}

/** The inverse of `formatCell` for a number. */
function parseCell(column: string, text: string): number | null {
  if (text === '') return null;
  const value = Number(text);
  if (Number.isNaN(value) && text !== 'NaN') {
    throw new LogError(`column ${column}: ${JSON.stringify(text)} is not a number`);
  }
  return value;
}

/** Writes `summary.csv` into the run directory. Throws a WriteError. */
export async function writeSummary(directory: string, runs: readonly RunSummary[]): Promise<void> {
  await writeWhole(join(directory, 'summary.csv'), csvText(summaryColumns, runs));
}
