import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DataConfig } from '../../src/config/schema.ts';
import { prepareData } from '../../src/data/prepare.ts';

const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-prepare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const raw = { inputs: 'raw', targets: 'raw', testFraction: 0 } as const;
const penguins: DataConfig = {
  source: 'penguins',
  inputs: 'standardized',
  targets: 'standardized',
  testFraction: 0.2,
};

function file(content: string, settings: Partial<DataConfig> = {}): DataConfig {
  const path = join(folder, 'my.csv');
  writeFileSync(path, content);
  return { source: 'file', path, target: 'y', features: null, ...raw, ...settings } as DataConfig;
}

describe('prepared data', () => {
  it('have the rows that the split names, in its order', () => {
    const whole = prepareData({ source: 'us-births', ...raw }, 5);
    const parts = prepareData({ source: 'us-births', ...raw, testFraction: 0.1 }, 5);
    expect([parts.train.inputs.rows, parts.test!.inputs.rows]).toEqual([3287, 365]);
    for (const [part, rows] of [
      [parts.train, parts.trainRows],
      [parts.test!, parts.testRows],
    ] as const) {
      rows.forEach((row, i) => {
        expect(part.targets.values[i]).toBe(whole.train.targets.values[row]);
        expect(part.inputs.values[4 * i + 2]).toBe(whole.train.inputs.values[4 * row + 2]);
      });
    }
  });

  it('have no test part at test fraction 0', () => {
    const data = prepareData({ source: 'penguins', ...raw }, 1);
    expect(data.test).toBeNull();
    expect(data.testRows).toHaveLength(0);
    expect(data.train.inputs.rows).toBe(333);
  });

  it('are the same for the same seed, split otherwise for another, of one hash', () => {
    expect(prepareData(penguins, 0).trainRows).toEqual(prepareData(penguins, 0).trainRows);
    expect(prepareData(penguins, 1).trainRows).not.toEqual(prepareData(penguins, 0).trainRows);
    expect(prepareData(penguins, 1).hash).toBe(prepareData(penguins, 0).hash);
  });

  it('are split alike under every transform', () => {
    const whitened = prepareData({ ...penguins, inputs: 'whitened', targets: 'raw' }, 3);
    expect(whitened.testRows).toEqual(prepareData(penguins, 3).testRows);
  });

  it('undo the transform of the targets by their inverse', () => {
    const original = prepareData({ ...penguins, targets: 'raw' }, 2).test!.targets.values;
    const { test, transforms } = prepareData(penguins, 2);
    transforms.targets.invert(test!.targets).values.forEach((mass, i) => {
      expect(mass).toBeCloseTo(original[i]!, 8);
    });
  });

  it('draw synthetic rows from the seed', () => {
    const config: DataConfig = {
      source: 'chebyshev',
      rows: 30,
      features: 2,
      noise: 0.1,
      mean: 3,
      covariance: { conditionNumber: 10 },
      degree: 4,
      ...raw,
    };
    expect(prepareData(config, 1).hash).toBe(prepareData(config, 1).hash);
    expect(prepareData(config, 2).hash).not.toBe(prepareData(config, 1).hash);
  });
});

describe('test rows never influence a transform', () => {
  it.each(['centered', 'scaled', 'standardized', 'whitened'] as const)('%s', (name) => {
    const rows = Array.from({ length: 20 }, (_, i) => [i, (i * 7) % 5, i * i]);
    const content = (table: number[][]) => `a,b,y\n${table.map((row) => row.join(',')).join('\n')}\n`;
    const settings = { inputs: name, targets: name, testFraction: 0.25 };
    const before = prepareData(file(content(rows), settings), 4);
    for (const row of before.testRows) rows[row] = [1e6, -1e6, 1e6];
    const after = prepareData(file(content(rows), settings), 4);
    expect(after.testRows).toEqual(before.testRows);
    expect(after.train).toEqual(before.train);
    expect(after.test).not.toEqual(before.test);
  });
});

describe('the data hash', () => {
  it('is SHA-256 over names and little-endian float64 values', () => {
    const bytes = Buffer.alloc(32);
    [1, 3, 2, -4.5].forEach((value, i) => {
      bytes.writeDoubleLE(value, 8 * i);
    });
    const head = '{"rows":2,"inputNames":["a"],"targetNames":["y"]}\n';
    const expected = createHash('sha256').update(head).update(bytes).digest('hex');
    expect(prepareData(file('a,y\n1,2\n3,-4.5\n'), 1).hash).toBe(expected);
  });

  it('does not depend on spelling, split or transform, but on values and names', () => {
    const hash = (content: string, settings: Partial<DataConfig> = {}) =>
      prepareData(file(content, settings), 1).hash;
    const plain = hash('a,y\n1,2\n3,4\n5,6\n');
    expect(hash('"a", y\r\n1.0,2e0\r\n3,4\r\n5,6')).toBe(plain);
    expect(hash('a,y\n1,2\n3,4\n5,6\n', { inputs: 'whitened', testFraction: 0.3 })).toBe(plain);
    expect(hash('a,y\n1,2\n3,4\n5,7\n')).not.toBe(plain);
    expect(hash('b,y\n1,2\n3,4\n5,6\n')).not.toBe(plain);
  });
});

describe('a constant column', () => {
  it('is kept and reported, in inputs and targets', () => {
    const data = prepareData(
      file('a,b,y\n0.1,1,5\n0.1,2,5\n0.1,4,5\n', { inputs: 'standardized', targets: 'scaled' }),
      1,
    );
    expect(data.notices).toEqual([
      'input "a" is 0.1 in all 3 training rows; it is kept and never divided by its spread',
      'target "y" is 5 in all 3 training rows; it is kept and never divided by its spread',
    ]);
    expect(data.train.inputs.columns).toBe(2);
    expect([...data.train.targets.values]).toEqual([5, 5, 5]);
  });

  it('is reported when only the training rows agree', () => {
    const [row] = prepareData(file('a,y\n1,1\n2,2\n3,3\n4,4\n', { testFraction: 0.25 }), 1).testRows;
    const rows = [1, 2, 3, 4].map((y, i) => `${i === row ? 9 : 7},${y}`).join('\n');
    const data = prepareData(file(`a,y\n${rows}\n`, { inputs: 'standardized', testFraction: 0.25 }), 1);
    expect(data.notices).toEqual([expect.stringMatching(/^input "a" is 7 in all 3 training rows/)]);
    expect([...data.test!.inputs.values]).toEqual([2]);
  });

  it('does not exist in the bundled sets', () => {
    for (const source of [
      'boston-house-prices',
      'cps-wages',
      'us-births',
      'sensor-network',
      'penguins',
    ] as const) {
      expect(prepareData({ source, ...raw, testFraction: 0.2 }, 1).notices).toEqual([]);
    }
  });
});

describe('data are refused when', () => {
  it('a transformed value leaves the range of float64: role, transform and column are told', () => {
    const config = file('a,b,y\n-1.7e308,1,1\n1.7e308,2,2\n1,3,3\n', { inputs: 'standardized' });
    expect(() => prepareData(config, 1)).toThrow(
      /data\.inputs: "a" leaves the range of float64 when it is standardized; rescale/,
    );
  });

  it('the source is unknown to the library', () => {
    const config = { source: 'california', ...raw } as unknown as DataConfig;
    expect(() => prepareData(config, 1)).toThrow(
      /data\.source: unknown source "california"; allowed: boston-house-/,
    );
  });
});
