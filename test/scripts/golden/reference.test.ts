import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GoldenDataError, readGoldenCase, readGoldenCases } from '../../../scripts/golden/reference.ts';
import { goldenDirectory } from '../../support/golden.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'golden-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

type Content = Record<string, unknown> & {
  parameters: { name: string; shape: number[]; values: number[] }[];
  inputs: number[][];
  gradient: number[];
  trajectories: { loss: number[] }[];
};

/** Writes tanh-small with a change to it and returns the file. */
function changed(change: (content: Content) => void): string {
  const content: Content = JSON.parse(readFileSync(join(goldenDirectory, 'tanh-small.json'), 'utf8'));
  change(content);
  const file = join(directory, 'case.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('a case is read with its parameters flat, kernels row-major before biases', () => {
  const file = changed(() => {});
  const { parameters } = JSON.parse(readFileSync(file, 'utf8')) as Content;
  const golden = readGoldenCase(file);
  expect(golden.specification).toEqual({ layers: [2, 3, 1], activation: 'tanh', batchNorm: null });
  expect([...golden.parameters]).toEqual(parameters.flatMap(({ values }) => values));
  expect(golden.inputs).toMatchObject({ rows: 16, columns: 2 });
  expect(golden.trajectories).toHaveLength(2);
});

test('eigenvalues, trace, trajectories and batchNorm may be absent', () => {
  const file = changed((content) => {
    for (const field of ['eigenvalues', 'trace', 'trajectories', 'batchNorm']) delete content[field];
  });
  expect(readGoldenCase(file)).toMatchObject({ eigenvalues: null, trajectories: [] });
});

test('the cases of a directory come in alphabetical order and other files are left alone', () => {
  changed(() => {});
  writeFileSync(join(directory, 'another.json'), readFileSync(join(goldenDirectory, 'relu-deep.json')));
  writeFileSync(join(directory, 'README.md'), '');
  expect(readGoldenCases(directory).map(({ name }) => name)).toEqual(['relu-deep', 'tanh-small']);
});

describe('what cannot be used is refused', () => {
  test('a directory that does not exist', () => {
    expect(() => readGoldenCases(join(directory, 'nowhere'))).toThrow(/nowhere: cannot be read \(ENOENT\)/);
  });

  test('a directory without a case', () => {
    expect(() => readGoldenCases(directory)).toThrow(/no \*\.json file/);
  });

  test('a file that is no JSON', () => {
    const file = join(directory, 'case.json');
    writeFileSync(file, '{"name": "half');
    expect(() => readGoldenCase(file)).toThrow(GoldenDataError);
    expect(() => readGoldenCase(file)).toThrow(/case\.json: not readable as JSON/);
  });

  test('missing and wrong fields, all at once', () => {
    const file = changed((content) => {
      delete content.loss;
      content.activation = 'gelu';
    });
    expect(() => readGoldenCase(file)).toThrow(/"relu".*at activation.*at loss/s);
  });

  test('shapes that do not fit the layers, all at once', () => {
    const file = changed((content) => {
      content.inputs[3] = [1];
      content.gradient.pop();
      content.trajectories[0]!.loss.pop();
    });
    expect(() => readGoldenCase(file)).toThrow(
      /inputs\[3\]: expected 2.*received 1.*gradient: expected 13.*received 12.*trajectories\[0\]\.loss: expected 61/s,
    );
  });

  test('parameters of another network', () => {
    const file = changed(({ parameters }) => {
      parameters[0]!.name = 'layer9/kernel';
    });
    expect(() => readGoldenCase(file)).toThrow(/layer9\/kernel.*unknown/);
    expect(() => readGoldenCase(file)).toThrow(GoldenDataError);
  });
});
