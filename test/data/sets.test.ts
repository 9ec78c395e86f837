import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { BuiltInDataConfig } from '../../src/config/schema.ts';
import { listDatasets } from '../../src/data/catalogue.ts';
import { SETS } from '../../src/data/sets/index.ts';
import { loadSet, setFile } from '../../src/data/sets/load.ts';
import { fitTransform } from '../../src/data/transforms/fit.ts';
import type { Matrix } from '../../src/numerics/matrix.ts';

const set = (id: string) => SETS.find((candidate) => candidate.id === id)!;

/** The compiler wants here each source that a config may name, and no other. */
const BUILT_IN: Record<BuiltInDataConfig['source'], true> = {
  'boston-house-prices': true,
  'cps-wages': true,
  'us-births': true,
  'sensor-network': true,
  penguins: true,
};

it('every built-in source of a config is bundled', () => {
  expect(SETS.map(({ id }) => id)).toEqual(Object.keys(BUILT_IN));
});

describe.each(SETS.map((description) => [description.id, description] as const))('%s', (_, description) => {
  it('has the checksum, rows and columns that its description tells', () => {
    const { inputs, targets, inputNames, targetNames } = loadSet(description);
    expect(inputNames).toEqual(description.inputs.map(({ name }) => name));
    expect(targetNames).toEqual([description.target.name]);
    expect([inputs.rows, targets.rows]).toEqual([description.rows, description.rows]);
  });

  it('has its licence, source and package in the README beside it', () => {
    const readme = readFileSync(new URL('../../src/data/sets/README.md', import.meta.url), 'utf8');
    const line = readme.split('\n').find((candidate) => candidate.includes(`\`${description.id}.csv\``));
    expect(line).toContain(`${description.rows} × ${description.inputs.length}`);
    expect(line).toContain(`${description.package.name} ${description.package.version}`);
  });
});

describe('the first row is that of the publisher', () => {
  it.each([
    ['boston-house-prices', [0.00632, 18, 2.31, 0, 0.538, 6.575, 65.2, 4.09, 1, 296, 15.3, 4.98], 24],
    ['cps-wages', [8, 0, 21, 1, 35, 0], 5.1],
    ['us-births', [1994, 1, 1, 6], 8096],
    ['sensor-network', [1, 1, 45.93], 27.97],
    ['penguins', [39.1, 18.7, 181], 3750],
  ])('%s', (id, inputs, target) => {
    const data = loadSet(set(id));
    expect([...data.inputs.values.subarray(0, inputs.length)]).toEqual(inputs);
    expect(data.targets.values[0]).toBe(target);
  });
});

/** Condition number of the second moments of [1, inputs], by singular values: not the way whitening takes. */
function conditionNumber({ rows, columns, values }: Matrix): number {
  const design = new MlMatrix(
    Array.from({ length: rows }, (_, i) => [1, ...values.subarray(i * columns, (i + 1) * columns)]),
  );
  const singular = new SingularValueDecomposition(design, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).diagonal;
  return (singular[0]! / singular.at(-1)!) ** 2;
}

/** The reference numbers were computed from the npm packages with NumPy and have three digits. */
const THREE_DIGITS = 0.005;

describe('the conditioning of the inputs is that of the published data', () => {
  it.each([
    ['boston-house-prices', 1.37e8, 93.0],
    ['cps-wages', 2.83e6, 2.25e4],
    ['us-births', 1.93e12, 1.02],
    ['sensor-network', 3.03e5, 18.6],
    ['penguins', 2.96e7, 8.54],
  ])('%s: %d raw, %d standardized', (id, raw, standardized) => {
    const { inputs } = loadSet(set(id));
    expect(Math.abs(conditionNumber(inputs) / raw - 1)).toBeLessThan(THREE_DIGITS);
    const transformed = fitTransform('standardized', inputs).apply(inputs);
    expect(Math.abs(conditionNumber(transformed) / standardized - 1)).toBeLessThan(THREE_DIGITS);
  });

  it('is 1 after whitening, where standardizing fails (CPS wages)', () => {
    const { inputs } = loadSet(set('cps-wages'));
    expect(conditionNumber(fitTransform('whitened', inputs).apply(inputs))).toBeCloseTo(1, 9);
  });
});

describe('a copy is refused when', () => {
  it('a byte was changed: both checksums and a remedy are told', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-sets-'));
    const changed = join(folder, 'penguins.csv');
    writeFileSync(changed, readFileSync(setFile(set('penguins')), 'utf8').replace('3750', '3751'));
    const attempt = () => loadSet(set('penguins'), pathToFileURL(changed));
    expect(attempt).toThrow(
      /penguins\.csv: this copy of "penguins" was changed: its SHA-256 is [0-9a-f]{64}, expected/,
    );
    expect(attempt).toThrow(set('penguins').sha256);
    expect(attempt).toThrow(/install the package again/);
    rmSync(folder, { recursive: true });
  });

  it('it is missing', () => {
    const attempt = () =>
      loadSet(set('penguins'), pathToFileURL(join(tmpdir(), 'no-such-folder', 'penguins.csv')));
    expect(attempt).toThrow(/a bundled data set cannot be read .*install the package again/);
  });
});

describe('the catalogue', () => {
  it('lists each source of a config once', () => {
    const ids = listDatasets().map(({ id }) => id);
    expect(ids).toEqual([...SETS.map(({ id }) => id), 'linear', 'sine', 'chebyshev', 'file']);
  });

  it('tells rows, columns, target with unit, licence and source of a bundled set', () => {
    expect(listDatasets().find(({ id }) => id === 'sensor-network')).toMatchObject({
      rows: 18914,
      columns: 3,
      targets: ['temperature (°C)'],
      licence: 'ODC-By-1.0 AND CC-BY-4.0',
      source: expect.stringMatching(
        /Suthaharan.*npm @stdlib\/datasets-suthaharan-single-hop-sensor-network 0\.2\.3$/,
      ),
    });
  });

  it('leaves open what the config decides', () => {
    expect(listDatasets().find(({ id }) => id === 'file')).toMatchObject({
      rows: null,
      columns: null,
      targets: null,
    });
  });
});

it('a set that is read again is cut into cells once', () => {
  const description = set('penguins');
  expect(loadSet(description)).toBe(loadSet(description));
});
