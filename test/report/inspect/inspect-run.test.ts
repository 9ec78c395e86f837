/** Inspections of real runs against dense Hessians of the reference implementation, decomposed by ml-matrix. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { loadExperiment } from '../../../src/config/load.ts';
import { fromParameterFile } from '../../../src/models/parameters.ts';
import { referenceObjective } from '../../../src/objectives/closed-form/objective.ts';
import { inspectRun } from '../../../src/report/inspect/inspect-run.ts';
import { openSession } from '../../../src/training/session.ts';
import type { Rows } from '../../curvature/matrices.ts';
import { expectClose } from '../../support/close.ts';
import { denseRows } from '../../support/dense-rows.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { recordedRun } from './recorded-run.ts';

/** Kernel and reference sum in other orders: some 100 roundings, relative to λmax. */
const FLOAT64 = 1e-12;
/** TensorFlow.js computes in float32. */
const FLOAT32 = 1e-4;
/** Eigenvalues by Lanczos are certified to 1e-3·|λ|. */
const CERTIFIED = 1e-3;

type Csv = Record<string, string>[];
const csvOf = (...path: string[]): Csv => parse(readFileSync(join(...path), 'utf8'), { columns: true });
const numbers = (rows: Csv, column: string) => rows.map((row) => Number(row[column]));

/** The Hessian of the run's curvature rows at its final parameters, dense, by the reference. */
async function oracle(run: string) {
  const { arms, seeds } = loadExperiment(join(run, 'config.yaml'));
  const session = await openSession(arms[0]!.config, seeds[0]!);
  const { inputs, targets } = session.curvatureRows.part;
  const file = JSON.parse(readFileSync(join(run, 'parameters.json'), 'utf8')) as unknown;
  const parameters = fromParameterFile(session.layout, file, 'parameters.json');
  const { hessian, value } = referenceObjective(session.specification, inputs, targets).linearize(parameters);
  session.dispose();
  return { rows: denseRows(hessian), loss: value, layout: session.layout };
}

function eigenvalues(rows: Rows): number[] {
  const dense = new Matrix(rows.map((row) => Array.from(row)));
  const symmetric = Matrix.add(dense, dense.transpose()).mul(0.5);
  return new EigenvalueDecomposition(symmetric, { assumeSymmetric: true }).realEigenvalues.sort(
    (a, b) => a - b,
  );
}

describe.each([
  ['a plain network', {}, FLOAT64],
  ['curvature on a part of the rows', { curvature: { samples: 11 } }, FLOAT64],
  ['batch norm', { model: { hidden: [4], activation: 'relu', batchNorm: true } }, FLOAT64],
  [
    'a run measured by TensorFlow.js',
    {
      curvature: { engine: 'tfjs' },
      training: { engine: 'closed-form', backend: 'cpu', epochs: 3, learningRate: 0.1 },
    },
    FLOAT32,
  ],
])('%s', (_, overrides, tolerance) => {
  test('has the spectrum, trace and blocks of the dense Hessian', async () => {
    const run = await recordedRun(overrides);
    const { directory, document } = await inspectRun(run);
    const { rows, loss, layout } = await oracle(run);
    const expected = eigenvalues(rows);

    const spectrum = csvOf(directory, 'spectrum.csv');
    expect(Object.keys(spectrum[0]!)).toEqual(['index', 'eigenvalue']);
    expect(numbers(spectrum, 'index')).toEqual(expected.map((__, i) => i));
    expectClose(numbers(spectrum, 'eigenvalue'), expected, tolerance);
    const trace = rows.reduce((sum, row, i) => sum + row[i]!, 0);
    const sum = numbers(spectrum, 'eigenvalue').reduce((total, value) => total + value, 0);
    expect(Math.abs(sum - trace)).toBeLessThan(rows.length * tolerance * expected.at(-1)!);
    expect(Math.abs(document.loss - loss)).toBeLessThan(tolerance * loss);
    expect(Math.abs(document.lambdaMax!.value - expected.at(-1)!)).toBeLessThan(CERTIFIED * expected.at(-1)!);

    const blocks = csvOf(directory, 'blocks.csv');
    expect(Object.keys(blocks[0]!)).toEqual(['layer', 'parameter', 'dimension', 'lambda_max', 'residual']);
    for (const [i, { name, offset, size }] of layout.entries.entries()) {
      const block = rows.slice(offset, offset + size).map((row) => row.slice(offset, offset + size));
      expect(`${blocks[i]!.layer}/${blocks[i]!.parameter} ${blocks[i]!.dimension}`).toBe(`${name} ${size}`);
      const top = eigenvalues(block).at(-1)!;
      expect(Math.abs(Number(blocks[i]!.lambda_max) - top)).toBeLessThan(
        CERTIFIED * Math.abs(top) + tolerance * expected.at(-1)!,
      );
    }
    expect(blocks.slice(layout.entries.length).every(({ parameter }) => parameter === 'all')).toBe(true);
  });
});

test('it leaves tables, four figures as SVG and PNG, and a summary, and nothing else', async () => {
  const run = await recordedRun();
  const { directory, files } = await inspectRun(run);
  expect(directory).toBe(join(run, 'inspect', 'epoch-6'));
  expect(readdirSync(directory).sort()).toEqual([...files].sort());
  expect(readdirSync(directory).sort()).toEqual([
    'blocks.csv',
    'blocks.png',
    'blocks.svg',
    'density.csv',
    'gradient.png',
    'gradient.svg',
    'plane.png',
    'plane.svg',
    'spectrum.csv',
    'spectrum.png',
    'spectrum.svg',
    'summary.json',
  ]);
  const summary = JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8'));
  expect(summary).toMatchObject({
    format: 1,
    arm: 'default',
    seed: 1,
    epoch: 6,
    parametersFrom: 'checkpoint',
  });
  const density = csvOf(directory, 'density.csv');
  const grid = numbers(density, 'eigenvalue');
  const integral = numbers(density, 'density').reduce(
    (total, value) => total + value * (grid[1]! - grid[0]!),
    0,
  );
  // The Gaussian holds less than 1e-6 of its mass beyond the five bandwidths of the margin.
  expect(integral).toBeCloseTo(1, 5);
  expect(summary.density.bandwidth).toBeGreaterThan(grid[1]! - grid[0]!);
});

test.each([
  ['full batch, plain descent', {}],
  [
    'mini-batches and momentum',
    {
      training: {
        engine: 'closed-form',
        optimizer: { type: 'momentum', learningRate: 0.02 },
        batchSize: 7,
        epochs: 6,
      },
    },
  ],
  ['TensorFlow.js training', { training: { engine: 'tfjs', backend: 'cpu', learningRate: 0.1, epochs: 6 } }],
])('each epoch is replayed to the bits that the run had: %s', async (_, overrides) => {
  const run = await recordedRun(overrides);
  const rows = csvOf(run, 'epochs.csv');
  for (const epoch of [0, 3, 6]) {
    const { document } = await inspectRun(run, { epoch });
    expect(document.replay).toMatchObject({
      trainLoss: Number(rows[epoch]!.train_loss),
      relativeDifference: 0,
      isIdentical: true,
    });
    expect(document.notes).toEqual([]);
    const largest = Number(rows[epoch]!.lambda_max);
    expect(Math.abs(document.lambdaMax!.value - largest)).toBeLessThan(CERTIFIED * largest);
    expect(document.learningRate).toBe(Number(rows[epoch]!.learning_rate));
  }
});

test('the decrease predicted and found is that of the step the run took', async () => {
  const run = await recordedRun({
    training: { engine: 'closed-form', optimizer: { type: 'momentum', learningRate: 0.02 }, epochs: 6 },
  });
  const losses = numbers(csvOf(run, 'epochs.csv'), 'train_loss');
  const { document } = await inspectRun(run, { epoch: 4 });
  expect(document.nextStep.actual).toBeCloseTo(losses[4]! - losses[5]!, 12);
});

test('without a checkpoint the final parameters come from parameters.json', async () => {
  const run = await recordedRun();
  rmSync(join(run, 'checkpoint.json'));
  const { document } = await inspectRun(run);
  expect(document).toMatchObject({ epoch: 6, parametersFrom: 'parameters.json' });
  expect(document.replay).toMatchObject({ parameterDifference: 0, isIdentical: true });
});

test('a run of no epochs is measured at its start, with a plane and a path of one point', async () => {
  const run = await recordedRun({ training: { engine: 'closed-form', epochs: 0 } });
  const { document, files } = await inspectRun(run);
  expect(document).toMatchObject({ epoch: 0, parametersFrom: 'checkpoint' });
  expect(files).toContain('plane.svg');
});

test('a run that diverged is inspected at its last good epoch', async () => {
  const run = await recordedRun({ training: { engine: 'closed-form', epochs: 100, learningRate: 50 } });
  const last = csvOf(run, 'epochs.csv').length - 1;
  const { document } = await inspectRun(run);
  expect(document).toMatchObject({ epoch: last - 1, runStatus: 'diverged' });
  await expect(inspectRun(run, { epoch: last })).rejects.toThrow(/0 to \d+, the last one before it diverged/);
});

test('another engine can measure, and its numbers agree to its precision', async () => {
  const run = await recordedRun();
  const own = await inspectRun(run);
  const other = await inspectRun(run, { engine: 'tfjs', out: join(run, 'other') });
  expect(other.document.engine).toMatchObject({ engine: 'tfjs', precision: 'float32' });
  const expected = own.document.lambdaMax!.value;
  expect(Math.abs(other.document.lambdaMax!.value - expected)).toBeLessThan(CERTIFIED * expected);
});

test('beyond 2,000 parameters the known ends stand in a file of another name, and a note says so', async () => {
  const run = await recordedRun({
    model: { hidden: [40, 48], activation: 'tanh' },
    training: { engine: 'closed-form', epochs: 0, learningRate: 0.1 },
  });
  const { directory, files, document } = await inspectRun(run);
  expect(document.dimension).toBeGreaterThan(2000);
  expect(files).not.toContain('spectrum.csv');
  const ends = csvOf(directory, 'spectrum-ends.csv');
  expect(ends.map(({ end }) => end)).toEqual([...new Array<string>(10).fill('largest'), 'smallest']);
  expect(numbers(ends, 'eigenvalue')[0]).toBe(document.lambdaMax!.value);
  expect(document.notes.join()).toMatch(/2137 parameters are more than the 2000/);
  expect(document.conditionNumber).toMatchObject({ value: null, note: 'too-many-parameters' });
  expect(document.criticalPoint.unknown).toBe(2126);
});

test('the figures of the same inspection are the same text', async () => {
  const run = await recordedRun();
  const [one, other] = [await inspectRun(run), await inspectRun(run, { out: join(run, 'again') })];
  for (const name of ['spectrum.svg', 'blocks.svg', 'gradient.svg', 'plane.svg', 'summary.json']) {
    expect(readFileSync(join(other.directory, name), 'utf8')).toBe(
      readFileSync(join(one.directory, name), 'utf8'),
    );
  }
});

test('a batch variance beyond the precision that measures leaves no number, and is named', async () => {
  // In float32, 1e25² is none; the run trains in float64.
  const folder = temporaryDirectory();
  const lines = Array.from({ length: 10 }, (_, i) => `${(i - 4.3) * 1e25},${1 + i / 100}`);
  writeFileSync(join(folder, 'wide.csv'), ['x,y', ...lines].join('\n'));
  const run = await recordedRun({
    data: { source: 'file', path: join(folder, 'wide.csv'), target: 'y', testFraction: 0 },
    model: { hidden: [3], batchNorm: true },
    training: { engine: 'closed-form', epochs: 1, learningRate: 1e-3 },
    curvature: { precision: 'float32' },
  });
  const { document } = await inspectRun(run, { out: temporaryDirectory() });
  expect(document.notes).toContainEqual(
    expect.stringMatching(
      /^no number here means anything: the batch variance of unit \d of layer1 is Infinity$/,
    ),
  );
  expect(document).toMatchObject({ loss: Number.NaN, gradientNorm: Number.NaN });
  expect(document.topEigenvalues.map(({ status }) => status)).toEqual(['non-finite']);
  for (const { value, status } of document.blocks)
    expect([value, status]).toEqual([Number.NaN, 'non-finite']);
  expect(document.spectrum).toMatchObject({ count: 0, status: 'non-finite' });
  expect(document.trace.status).toBe('non-finite');
  expect(document.nextStep.actual).toBeNaN();
});
