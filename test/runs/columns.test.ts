import { expect, test } from 'vitest';
import { QUANTITIES } from '../../src/config/schema/quantities.ts';
import { epochColumns, quantityFiles, timingColumns } from '../../src/runs/columns.ts';
import { csvText } from '../../src/runs/csv-log.ts';
import { summaryColumns } from '../../src/runs/summary.ts';
import { verificationColumns } from '../../src/runs/verification-log.ts';
import type { EpochRecord, SuiteRecord } from '../../src/training/record.ts';

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
const curvatureOfTrace = { ...curvature, measure: ['lambda_max' as const, 'trace' as const] };
const every = epochColumns(curvatureOfTrace);
const everything = { ...curvature, measure: QUANTITIES };

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

test('each quantity takes its own values out of a record, in its own columns', () => {
  const measure = [
    'top_eigenvalues',
    'alignment',
    'step_quality',
    'gauss_newton',
    'blocks',
    'density',
  ] as const;
  const found: SuiteRecord = {
    topEigenvalues: {
      pairs: [
        { value: 5, residual: 0.1, status: 'converged' },
        { value: 4, residual: 0.2, status: 'max-iterations' },
      ],
      products: 11,
      status: 'max-iterations',
    },
    alignment: { share: 0.75, products: 12, status: 'converged' },
    stepQuality: {
      predicted: 0.4,
      actual: 0.3,
      note: 'below-rounding',
      bestStep: 0.2,
      gradientCurvature: 5,
      bestStepNote: '',
      products: 2,
    },
    gaussNewton: { value: 6, residual: 0.6, products: 13, status: 'non-finite' },
    blocks: [
      {
        ...{ layer: 'layer1', parameter: 'kernel', dimension: 8 },
        ...{ value: 3, residual: 0.03, products: 14, status: 'converged' },
      },
      {
        ...{ layer: 'layer1', parameter: 'bias', dimension: 2 },
        ...{ value: 0, residual: 0, products: 1, status: 'zero-operator' },
      },
    ],
    density: {
      grid: Float64Array.of(1, 2),
      density: Float64Array.of(0.9, 0.1),
      bandwidth: 0.01,
      products: 15,
      status: 'converged',
    },
    conditionNumber: {
      hessian: { value: null, rank: 7, threshold: 1e-15, products: 10, note: 'indefinite', advice: '' },
      gaussNewton: { value: 100, rank: 8, threshold: 1e-15, products: 20, note: '', advice: '' },
    },
  };
  const all = { ...curvature, measure: [...measure, 'condition_number' as const] };
  const row = { ...record, curvature: { ...record.curvature!, ...found } };
  const cells = epochColumns(all).map(({ name, cell }) => [name, cell(row)] as const);
  expect(Object.fromEntries(cells.slice(15))).toEqual({
    top_eigenvalues_products: 11,
    top_eigenvalues_status: 'max-iterations',
    gradient_alignment: 0.75,
    gradient_alignment_products: 12,
    gradient_alignment_status: 'converged',
    predicted_decrease: 0.4,
    actual_decrease: 0.3,
    decrease_note: 'below-rounding',
    best_step: 0.2,
    gradient_curvature: 5,
    best_step_note: '',
    step_quality_products: 2,
    gauss_newton_lambda_max: 6,
    gauss_newton_lambda_max_residual: 0.6,
    gauss_newton_lambda_max_products: 13,
    gauss_newton_lambda_max_status: 'non-finite',
    blocks_products: 15,
    // A block of zeros is settled.
    blocks_status: 'converged',
    density_bandwidth: 0.01,
    density_products: 15,
    density_status: 'converged',
    condition_number: null,
    condition_number_rank: 7,
    condition_number_note: 'indefinite',
    gauss_newton_condition_number: 100,
    gauss_newton_condition_number_rank: 8,
    gauss_newton_condition_number_note: '',
    condition_number_products: 30,
  });
  const texts = quantityFiles(all).map(({ name, columns, rows }) => [name, csvText(columns, rows(row))]);
  expect(Object.fromEntries(texts)).toEqual({
    'top-eigenvalues.csv':
      'epoch,index,eigenvalue,residual,status\n4,1,5,0.1,converged\n4,2,4,0.2,max-iterations\n',
    'blocks.csv':
      'epoch,layer,parameter,dimension,lambda_max,residual,products,status\n4,layer1,kernel,8,3,0.03,14,converged\n4,layer1,bias,2,0,0,1,zero-operator\n',
    'density.csv': 'epoch,eigenvalue,density\n4,1,0.9\n4,2,0.1\n',
  });
});

test('a block that ran out of its budget shows in the row, beside blocks that have converged or are zero', () => {
  const block = { layer: 'layer1', parameter: 'bias', dimension: 2, value: 1, residual: 0.1, products: 1 };
  const statuses = ['converged', 'zero-operator', 'max-iterations'] as const;
  const blocks = statuses.map((status) => ({ ...block, status }));
  const { cell } = epochColumns({ ...curvature, measure: ['blocks'] }).find(
    ({ name }) => name === 'blocks_status',
  )!;
  expect(cell({ ...record, curvature: { ...record.curvature!, blocks } })).toBe('max-iterations');
});

test('epochs without curvature leave its cells empty', () => {
  const cells = every.map(({ cell }) => cell({ ...record, curvature: null }));
  expect(cells.slice(6).every((cell) => cell === null)).toBe(true);
});

test('the trace has columns only in a config that measures it, and the files of no other quantity are there', () => {
  expect(quantityFiles(curvatureOfTrace)).toEqual([]);
  const names = epochColumns({ ...curvature, measure: ['lambda_max'] }).map(({ name }) => name);
  expect(names).not.toContain('trace');
  expect(names).toContain('lambda_min');
});

test('every column of every file has a snake_case name of its own and a meaning', () => {
  const files = quantityFiles(everything).map(({ columns }) => columns);
  const logs = [epochColumns(everything), timingColumns, summaryColumns, verificationColumns, ...files];
  for (const columns of logs as { name: string; meaning: string }[][]) {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    for (const { name, meaning } of columns) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(meaning).not.toBe('');
    }
  }
});
