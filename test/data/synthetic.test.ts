import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { DataError } from '../../src/data/errors.ts';
import { chebyshev, chebyshevData } from '../../src/data/synthetic/chebyshev.ts';
import { covarianceRoot } from '../../src/data/synthetic/covariance.ts';
import { drawInputs } from '../../src/data/synthetic/inputs.ts';
import { linearData } from '../../src/data/synthetic/linear.ts';
import type { SyntheticParameters } from '../../src/data/synthetic/parameters.ts';
import { sineData } from '../../src/data/synthetic/sine.ts';

const plain: SyntheticParameters = {
  rows: 12,
  features: 3,
  noise: 0,
  mean: 0,
  covariance: { conditionNumber: 1 },
};

function rowsOf({ inputs }: Dataset): number[][] {
  const { rows, columns, values } = inputs;
  return Array.from({ length: rows }, (_, i) => [...values.subarray(i * columns, (i + 1) * columns)]);
}

describe.each([
  ['linear', linearData],
  ['sine', sineData],
  ['chebyshev', (p: SyntheticParameters, seed: number) => chebyshevData({ ...p, degree: 3 }, seed)],
] as const)('%s data', (_, make) => {
  it('are the same for the same seed and others for another', () => {
    expect(make(plain, 0)).toEqual(make(plain, 0));
    expect(make(plain, 1).targets.values).not.toEqual(make(plain, 0).targets.values);
    expect(make(plain, 1).inputs.values).not.toEqual(make(plain, 0).inputs.values);
  });

  it('have the rows, features and names asked for', () => {
    const { inputs, targets, inputNames, targetNames } = make(plain, 4);
    expect([inputs.rows, inputs.columns, targets.rows, targets.columns]).toEqual([12, 3, 12, 1]);
    expect([inputNames, targetNames]).toEqual([['x1', 'x2', 'x3'], ['y']]);
  });

  it('gain noise of the stated deviation without a change of inputs', () => {
    const many = { ...plain, rows: 4000 };
    const clean = make(many, 2);
    const noisy = make({ ...many, noise: 0.5 }, 2);
    expect(noisy.inputs).toEqual(clean.inputs);
    const differences = noisy.targets.values.map((y, i) => y - clean.targets.values[i]!);
    const deviation = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / 4000);
    // Standard error of a deviation: 0.5 / √8000; five of them.
    expect(Math.abs(deviation - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(8000));
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuse the noise %d', (noise) => {
    expect(() => make({ ...plain, noise }, 1)).toThrow(
      /data\.noise: received .*allowed is a standard deviation/,
    );
  });
});

describe('targets', () => {
  it('linear: all rows satisfy one affine equation', () => {
    const data = linearData({ ...plain, mean: [5, 0, -3] }, 8);
    const design = new MlMatrix(rowsOf(data).map((row) => [1, ...row]));
    const y = MlMatrix.columnVector([...data.targets.values]);
    const gram = design.gram();
    const weights = new MlMatrix(new EigenvalueDecomposition(gram).eigenvectorMatrix);
    // Residual of the projection on the span of [1, x]: y lies in it.
    const inverse = new EigenvalueDecomposition(gram).realEigenvalues.map((e) => 1 / e);
    const solution = weights
      .mmul(MlMatrix.diag(inverse))
      .mmul(weights.transpose())
      .mmul(design.transpose().mmul(y));
    expect(MlMatrix.sub(design.mmul(solution), y).abs().max()).toBeLessThan(1e-9);
    // The intercept b is drawn too.
    expect(Math.abs(solution.get(0, 0))).toBeGreaterThan(1e-3);
  });

  it('sine: the sine of the scaled sum of the inputs', () => {
    const data = sineData(plain, 3);
    rowsOf(data).forEach(([a, b, c], i) => {
      expect(data.targets.values[i]).toBeCloseTo(Math.sin((a! + b! + c!) / Math.sqrt(3)), 14);
    });
  });

  it('chebyshev: the sum of cos(d · arccos u) with u the input scaled to [-1, 1]', () => {
    const data = chebyshevData({ ...plain, mean: 40, features: 2, degree: 5 }, 3);
    const rows = rowsOf(data);
    const range = [0, 1].map((j) => [
      Math.min(...rows.map((r) => r[j]!)),
      Math.max(...rows.map((r) => r[j]!)),
    ]);
    rows.forEach((row, i) => {
      const expected = row.reduce((sum, x, j) => {
        const [low, high] = range[j]! as [number, number];
        return sum + Math.cos(5 * Math.acos(Math.min(1, Math.max(-1, (2 * (x - low)) / (high - low) - 1))));
      }, 0);
      expect(data.targets.values[i]).toBeCloseTo(expected, 10);
    });
  });

  it('chebyshev: T_d(cos t) = cos(d t) for any degree and angle', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.double({ min: 0, max: Math.PI, noNaN: true }),
        (d, t) => {
          expect(chebyshev(d, Math.cos(t))).toBeCloseTo(Math.cos(d * t), 10);
        },
      ),
    );
  });

  it('chebyshev: a constant feature counts as 0 and no target is NaN', () => {
    const flat = { ...plain, features: 1, mean: 7, covariance: [[0]] };
    expect([...chebyshevData({ ...flat, degree: 2 }, 1).targets.values]).toEqual(Array(12).fill(-1));
  });

  it.each([-1, 1.5])('chebyshev: the degree %d is refused', (degree) => {
    expect(() => chebyshevData({ ...plain, degree }, 1)).toThrow(/data\.degree: received .*whole number/);
  });
});

describe('the input mean', () => {
  it('moves the same draws, by one number or by one a feature', () => {
    const origin = drawInputs(plain, 6).values;
    const moved = drawInputs({ ...plain, mean: [1, 20, 300] }, 6).values;
    moved.forEach((x, k) => {
      expect(x).toBe([1, 20, 300][k % 3]! + origin[k]!);
    });
    expect(drawInputs({ ...plain, mean: 30 }, 6)).toEqual(drawInputs({ ...plain, mean: [30, 30, 30] }, 6));
  });

  it('is refused when its length is not the number of features', () => {
    expect(() => drawInputs({ ...plain, mean: [1, 2] }, 1)).toThrow(
      /data\.mean: lists 2 numbers for data\.features 3/,
    );
  });
});

it('more rows extend the same inputs', () => {
  const few = drawInputs(plain, 5).values;
  expect(drawInputs({ ...plain, rows: 40 }, 5).values.slice(0, few.length)).toEqual(few);
});

it.each([
  ['rows', 1],
  ['rows', 2.5],
  ['features', 0],
])('data.%s %d is refused', (key, count) => {
  expect(() => drawInputs({ ...plain, [key]: count }, 1)).toThrow(`data.${key}: received ${count}`);
});

describe('the covariance', () => {
  const root = (covariance: SyntheticParameters['covariance'], features: number, seed = 1) =>
    covarianceRoot({ ...plain, features, covariance }, seed);

  it('of condition number 1 is the identity, exactly', () => {
    expect(root({ conditionNumber: 1 }, 3)).toBeNull();
    const identity = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(drawInputs({ ...plain, covariance: identity }, 1)).toEqual(drawInputs(plain, 1));
  });

  it('of condition number κ has log-spaced eigenvalues from κ^(-1/2) to κ^(1/2) in another basis each seed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.double({ min: 1.1, max: 1e4, noNaN: true }),
        fc.nat(),
        (features, conditionNumber, seed) => {
          const symmetric = root({ conditionNumber }, features, seed)!;
          const { realEigenvalues } = new EigenvalueDecomposition(symmetric.mmul(symmetric));
          realEigenvalues
            .sort((a, b) => a - b)
            .forEach((eigenvalue, i) => {
              const expected = Math.exp(Math.log(conditionNumber) * (i / (features - 1) - 0.5));
              expect(Math.abs(eigenvalue - expected)).toBeLessThan(1e-10 * Math.sqrt(conditionNumber));
            });
        },
      ),
      { numRuns: 30 },
    );
    expect(root({ conditionNumber: 9 }, 3, 1)).not.toEqual(root({ conditionNumber: 9 }, 3, 2));
  });

  it('is that of the drawn rows, up to sampling', () => {
    const covariance = [
      [4, 1.5],
      [1.5, 1],
    ];
    const rows = 20_000;
    const { values } = drawInputs({ ...plain, rows, features: 2, covariance }, 3);
    const sums = [0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const [a, b] = [values[2 * i]!, values[2 * i + 1]!];
      [a * a, a * b, b * b].forEach((product, k) => {
        sums[k]! += product / rows;
      });
    }
    // Standard error of a sample variance σ²: σ² √(2 / rows), at most 0.04; five of them.
    [4, 1.5, 1].forEach((expected, k) => {
      expect(Math.abs(sums[k]! - expected)).toBeLessThan(0.2);
    });
  });

  it('may be singular', () => {
    const covariance = [
      [1, 1],
      [1, 1],
    ];
    const { values } = drawInputs({ ...plain, features: 2, covariance }, 3);
    for (let i = 0; i < 12; i++) expect(values[2 * i]).toBeCloseTo(values[2 * i + 1]!, 14);
  });

  it.each([
    [
      'not symmetric',
      [
        [1, 0.5],
        [0.4, 1],
      ],
      /is not symmetric: row 2, column 1 is 0\.4, row 1, column 2 is 0\.5/,
    ],
    [
      'indefinite',
      [
        [1, 2],
        [2, 1],
      ],
      /has the negative eigenvalue -/,
    ],
    [
      'negative',
      [
        [-1, 0],
        [0, -1],
      ],
      /has the negative eigenvalue -/,
    ],
    [
      'of another size',
      [[1]],
      /needs 2 rows of 2 numbers for data\.features 2; received 1 rows of lengths 1/,
    ],
    ['ragged', [[1, 0], [0]], /received 2 rows of lengths 2, 1/],
    [
      'not finite',
      [
        [1, Number.NaN],
        [Number.NaN, 1],
      ],
      /holds an entry that is not finite/,
    ],
  ])('is refused when it is %s', (_, covariance, expected) => {
    expect(() => root(covariance, 2)).toThrow(DataError);
    expect(() => root(covariance, 2)).toThrow(expected);
  });

  it.each([0.5, 0, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses the condition number %d',
    (conditionNumber) => {
      expect(() => root({ conditionNumber }, 2)).toThrow(/data\.covariance\.conditionNumber: received/);
    },
  );

  it('of one feature can have no other condition number than 1', () => {
    expect(() => root({ conditionNumber: 2 }, 1)).toThrow(/one feature, .*raise data\.features/);
  });
});
