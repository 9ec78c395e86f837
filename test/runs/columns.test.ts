import { expect, test } from 'vitest';
import { epochColumns, timingColumns } from '../../src/runs/columns.ts';
import { summaryColumns } from '../../src/runs/summary.ts';
import { verificationColumns } from '../../src/runs/verification-log.ts';
import type { EpochRecord } from '../../src/training/record.ts';

const curvature = {
  engine: 'auto',
  precision: 'float64',
  samples: 'all',
  cacheMiB: 1024,
  method: 'power-iteration',
  every: 1,
  tolerance: 1e-3,
  maxIterations: 200,
  probeEvery: 10,
} as const;
const every = epochColumns({ ...curvature, measure: ['lambda_max', 'trace'] });

const record: EpochRecord = {
  epoch: 4,
  step: 8,
  learningRate: 0.1,
  trainLoss: 2,
  testLoss: null,
  gradientNorm: 3,
  curvature: {
    lambdaMax: { value: 5, residual: 0.5, products: 3, status: 'converged' },
    stabilityRatio: 0.25,
    lambdaMin: { value: -6, residual: 0.6, products: 7, status: 'max-iterations' },
    trace: { value: 9, standardError: 0.9, products: 30, status: 'max-iterations' },
  },
};

test('epochs.csv begins with the columns that people build on, in their order', () => {
  expect(every.slice(0, 11).map(({ name }) => name)).toEqual([
    'epoch',
    'step',
    'learning_rate',
    'train_loss',
    'test_loss',
    'gradient_norm',
    'lambda_max',
    'lambda_max_residual',
    'lambda_max_products',
    'lambda_max_status',
    'stability_ratio',
  ]);
});

test('each column takes its own value out of a record', () => {
  expect(Object.fromEntries(every.map(({ name, cell }) => [name, cell(record)]))).toEqual({
    epoch: 4,
    step: 8,
    learning_rate: 0.1,
    train_loss: 2,
    test_loss: null,
    gradient_norm: 3,
    lambda_max: 5,
    lambda_max_residual: 0.5,
    lambda_max_products: 3,
    lambda_max_status: 'converged',
    stability_ratio: 0.25,
    lambda_min: -6,
    lambda_min_residual: 0.6,
    lambda_min_products: 7,
    lambda_min_status: 'max-iterations',
    trace: 9,
    trace_standard_error: 0.9,
    trace_products: 30,
    trace_status: 'max-iterations',
  });
});

test('epochs without curvature leave its cells empty', () => {
  const cells = every.map(({ cell }) => cell({ ...record, curvature: null }));
  expect(cells.slice(6).every((cell) => cell === null)).toBe(true);
});

test('the trace has columns only in a config that measures it', () => {
  const names = epochColumns({ ...curvature, measure: ['lambda_max'] }).map(({ name }) => name);
  expect(names).not.toContain('trace');
  expect(names).toContain('lambda_min');
});

test('every column of every file has a snake_case name of its own and a meaning', () => {
  for (const columns of [every, timingColumns, summaryColumns, verificationColumns] as {
    name: string;
    meaning: string;
  }[][]) {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { name, meaning } of columns) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(meaning).not.toBe('');
    }
  }
});
