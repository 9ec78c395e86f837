import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commands } from '../../../src/cli/commands/index.ts';
import { complete } from '../../../src/cli/completion/candidates.ts';

const place = mkdtempSync(join(tmpdir(), 'hessian-lab-completion-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const config = join(place, 'mine.yaml');
writeFileSync(config, 'arms: { raw: {}, standardized: {} }');
const results = join(place, 'results');
for (const folder of ['raw/seed-1', 'standardized/seed-1', 'inspect']) {
  mkdirSync(join(results, folder), { recursive: true });
}

const values = async (line: string) =>
  (await complete(line.split(' '), commands)).candidates.map(({ value }) => value);
const files = async (line: string) => (await complete(line.split(' '), commands)).files;

test('the first word is a command', async () => {
  expect(await values('')).toEqual(commands.map(({ usage }) => usage.split(' ')[0]));
  expect(await values('re')).toEqual(['report', 'reproduce']);
  expect(await values('no-command ')).toEqual([]);
});

test('options are those of the command', async () => {
  expect(await values('run a.yaml --dr')).toEqual(['--dry-run']);
  expect(await values('schema ')).toEqual(['--json', '--help', '--version']);
});

test('configs, run directories and other files are left to the shell', async () => {
  expect(await files('run ')).toBe('configs');
  expect(await files('run --seed 1 ')).toBe('configs');
  expect(await files('inspect ')).toBe('folders');
  expect(await files('report a ')).toBe('folders');
  expect(await files('run a.yaml --out ')).toBe('any');
  expect(await files('run a.yaml ')).toBeUndefined();
});

test('claims go by their ids, any number of them', async () => {
  expect(await values('reproduce E1 S1')).toEqual(['S1', 'S10', 'S11']);
  expect(await values('reproduce E')).toHaveLength(10);
});

test('choices are those of the option', async () => {
  expect(await values('inspect r --engine ')).toEqual(['closed-form', 'tfjs']);
  expect(await values('inspect r --engine=t')).toEqual(['--engine=tfjs']);
  expect(await values('completion ')).toEqual(['bash', 'zsh']);
});

test('keys of the config come level by level, then what they allow', async () => {
  expect(await values('run --set mod')).toEqual(['model.']);
  expect(await values('run --set model.a')).toEqual(['model.activation=']);
  expect(await values('run --set model.activation=')).toEqual(
    expect.arrayContaining(['model.activation=relu', 'model.activation=tanh']),
  );
  expect(await values('run --set data.source=p')).toEqual(['data.source=penguins']);
  expect(await values('run --set model.batchNorm=t')).toEqual(['model.batchNorm=true']);
  expect(await values('run --set training.learningRate')).toEqual(['training.learningRate=']);
  expect(await values('run --set training.optimizer.learningRate')).toEqual([
    'training.optimizer.learningRate.',
    'training.optimizer.learningRate=',
  ]);
  expect(await values('run --set nothing.like.this')).toEqual([]);
});

test('arms come from the config on the line', async () => {
  expect(await values(`run ${config} --set arms.`)).toEqual(['arms.raw.', 'arms.standardized.']);
  expect(await values(`run ${config} --set arms.raw.model.h`)).toEqual(['arms.raw.model.hidden=']);
  expect(await values('run --set arms.')).toEqual([]);
});

test('arms in an expectation come from the run directories on the line', async () => {
  expect(await values(`compare ${results} --expect `)).toEqual(['raw.', 'standardized.']);
});

test('columns are those that a run may have', async () => {
  expect(await values('compare r --column lambda_max_')).toEqual([
    'lambda_max_residual',
    'lambda_max_products',
    'lambda_max_status',
  ]);
});
