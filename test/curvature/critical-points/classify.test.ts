/**
 * Oracles: functions whose critical points are known by hand. It alone can catch: a verdict where the evidence does not
 * carry one, above all at degenerate points and beside them, and tolerances that depend on the scale.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyCriticalPoint } from '../../../src/curvature/critical-points/classify.ts';
import { linearOperator } from '../../../src/numerics/linear-operator.ts';
import { randomStream } from '../../../src/numerics/random.ts';
import { dot, norm } from '../../../src/numerics/vector.ts';
import {
  bowl,
  cubicTrough,
  dome,
  himmelblau,
  himmelblauPoints,
  type Landscape,
  landscape,
  monkeySaddle,
  quartic,
  rosenbrock,
  saddle,
  trough,
} from '../../support/landscapes.ts';
import { anySymmetric, dense, matrixWithSpectrum, spectrum } from '../matrices.ts';

const at = (...x: number[]) => Float64Array.from(x);

describe('the second-derivative test at a point', () => {
  it.each<[string, Landscape, number[], string]>([
    ['a bowl', bowl, [0, 0], 'minimum'],
    ['a dome', dome, [0, 0], 'maximum'],
    ['a saddle', saddle, [0, 0], 'saddle'],
    ['a trough', trough, [0, 7], 'inconclusive'],
    ['a monkey saddle', monkeySaddle, [0, 0], 'inconclusive'],
    ['x⁴', quartic, [0], 'inconclusive'],
    ['x² + y³', cubicTrough, [0, 0], 'inconclusive'],
    ["Rosenbrock's function", rosenbrock, [1, 1], 'minimum'],
    ['the flank of a bowl', bowl, [0, 1e-3], 'not-critical'],
    // Within the tolerance of the gradient, at distances where the Hessian looks regular.
    ['x⁴ from beside it', quartic, [1e-3], 'inconclusive'],
    ['x² + y³ from above', cubicTrough, [0, 3e-5], 'inconclusive'],
    ['x² + y³ from below', cubicTrough, [1e-9, -1e-6], 'inconclusive'],
    ['a monkey saddle from beside it', monkeySaddle, [3e-5, 2e-5], 'inconclusive'],
    ['a bowl from beside it', bowl, [1e-9, 1e-9], 'minimum'],
    ['a saddle from beside it', saddle, [1e-9, -2e-9], 'saddle'],
  ])('of %s', (_, function_, point, kind) => {
    expect(classifyCriticalPoint(function_, at(...point)).kind).toBe(kind);
  });

  it('is not fooled by e⁻ˣ far out, whose derivatives all fall below any tolerance and whose minimum never comes', () => {
    const decay = landscape(
      1,
      (x) => Math.exp(-x!),
      (x) => [-Math.exp(-x!)],
      (x) => [[Math.exp(-x!)]],
    );
    const { kind, missing } = classifyCriticalPoint(decay, at(30));
    expect(kind).toBe('inconclusive');
    expect(missing).toContain('change by more than a quarter');
  });

  it('never decides beside a degenerate point: ±b·u² ± a·wᵐ in turned coordinates, from within the tolerance', () => {
    const sign = fc.constantFrom(-1, 1);
    const scale = fc.double({ min: 0.1, max: 10, noNaN: true });
    const function_ = fc.record({
      m: fc.integer({ min: 3, max: 7 }),
      a: scale,
      b: scale,
      inner: sign,
      outer: sign,
    });
    const place = fc.record({
      angle: fc.double({ min: 0, max: 6, noNaN: true }),
      // Up to the distances at which the gradient is below the tolerance.
      reach: fc.double({ min: -1, max: 1, noNaN: true }),
      aside: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    const tolerance = 1e-6;
    fc.assert(
      fc.property(function_, place, ({ m, a, b, inner, outer }, { angle, reach, aside }) => {
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const turned = (x: number, y: number) => [c * x + s * y, c * y - s * x] as const;
        const degenerate = landscape(
          2,
          (x, y) => {
            const [u, w] = turned(x!, y!);
            return outer * b * u * u + inner * a * w ** m;
          },
          (x, y) => {
            const [u, w] = turned(x!, y!);
            const [du, dw] = [2 * outer * b * u, inner * a * m * w ** (m - 1)];
            return [c * du - s * dw, s * du + c * dw];
          },
          (x, y) => {
            const [, w] = turned(x!, y!);
            const [uu, ww] = [2 * outer * b, inner * a * m * (m - 1) * w ** (m - 2)];
            return [
              [c * c * uu + s * s * ww, c * s * (uu - ww)],
              [c * s * (uu - ww), s * s * uu + c * c * ww],
            ];
          },
        );
        const w = reach * (tolerance / (2 * a * m)) ** (1 / (m - 1));
        const u = (aside * tolerance) / (4 * b);
        const found = classifyCriticalPoint(degenerate, at(c * u - s * w, s * u + c * w), {
          gradientTolerance: tolerance,
        });
        expect(found.kind).toBe('inconclusive');
      }),
      { numRuns: 1000 },
    );
  });

  it("tells Himmelblau's nine points apart: four minima, one maximum, four saddles", () => {
    // Newton's method from six digits; a saddle has to come out at each of its refinements too.
    const kinds = himmelblauPoints.map(({ at: start }) => {
      const x = at(...start);
      for (let i = 0; i < 4; i++) {
        const [[a, b], [, d]] = himmelblau.hessianAt(x) as [[number, number], [number, number]];
        const [g, h] = himmelblau.gradientAt(x);
        const determinant = a * d - b * b;
        x[0]! -= (d * g! - b * h!) / determinant;
        x[1]! -= (a * h! - b * g!) / determinant;
      }
      return classifyCriticalPoint(himmelblau, x).kind;
    });
    expect(kinds).toEqual(himmelblauPoints.map(({ kind }) => kind));
  });

  it('comes with counts, directions of descent, and what is missing', () => {
    const found = classifyCriticalPoint(saddle, at(0, 0));
    expect(found).toMatchObject({
      positive: 1,
      zero: 0,
      negative: 1,
      unknown: 0,
      missing: '',
      products: 5,
      value: 0,
    });
    expect(found.descent.map((v) => [...v].map(Math.abs))).toEqual([[0, 1]]);
    const flat = classifyCriticalPoint(trough, at(0, 0));
    expect(flat).toMatchObject({ positive: 1, zero: 1, negative: 0, descent: [] });
    expect(flat.missing).toContain('higher derivatives along its eigenvector decide');
    const flank = classifyCriticalPoint(bowl, at(1, 0));
    expect(flank).toMatchObject({ gradientNorm: 2, gradientTolerance: 1e-8, unknown: 2, products: 0 });
    expect(flank.missing).toContain('above the tolerance of 1e-8');
    expect(Object.isFrozen(flank)).toBe(true);
  });

  it.each([1e-12, 1e12])('does not depend on the scale of the function: %d', (scale) => {
    for (const [function_, kind] of [
      [bowl, 'minimum'],
      [saddle, 'saddle'],
      [trough, 'inconclusive'],
    ] as const) {
      const scaled = landscape(
        2,
        (...x) => scale * function_.value(at(...x)),
        (...x) => [...function_.gradientAt(at(...x))].map((entry) => scale * entry),
        (...x) => function_.hessianAt(at(...x)).map((row) => row.map((entry) => scale * entry)),
      );
      expect(classifyCriticalPoint(scaled, at(0, 0)).kind).toBe(kind);
    }
  });

  it('of a quadratic follows from its spectrum, by the full spectrum as by its two ends', () => {
    fc.assert(
      fc.property(anySymmetric, (rows) => {
        const n = rows.length;
        const quadratic = landscape(
          n,
          (...x) => rows.reduce((sum, row, i) => sum + 0.5 * x[i]! * dot(row, at(...x)), 0),
          (...x) => rows.map((row) => dot(row, at(...x))),
          () => rows.map((row) => [...row]),
        );
        const eigenvalues = spectrum(rows);
        const largest = Math.max(...eigenvalues.map(Math.abs));
        // Eigenvalues so close to the threshold that rounding decides are no matter of this test.
        const signs = eigenvalues.map((value) => (Math.abs(value) <= 1e-9 * largest ? 0 : Math.sign(value)));
        fc.pre(eigenvalues.every((value, i) => signs[i] !== 0 || Math.abs(value) <= 1e-12 * largest));
        const isSaddle = signs.includes(1) && signs.includes(-1);
        const expected = isSaddle
          ? 'saddle'
          : signs.includes(0)
            ? 'inconclusive'
            : signs[0] === 1
              ? 'minimum'
              : 'maximum';
        const zero = new Float64Array(n);
        expect(classifyCriticalPoint(quadratic, zero).kind).toBe(expected);
        const byEnds = classifyCriticalPoint(quadratic, zero, { denseLimit: 1 });
        if (n > 2) expect(byEnds.kind).toBe(isSaddle ? 'saddle' : 'inconclusive');
        if (n > 2 && !isSaddle) expect(byEnds.missing).toMatch(/only the full spectrum|zero up to/);
      }),
      { numRuns: 500 },
    );
  });

  it('proves a saddle of a large function by two directions, before Lanczos has converged', () => {
    const rows = matrixWithSpectrum([...Array.from({ length: 58 }, (_, i) => 1 + i / 50), -0.5, -0.6]);
    const large = {
      dimension: 60,
      linearize: () => ({ value: 0, gradient: new Float64Array(60), hessian: dense(rows) }),
    };
    const found = classifyCriticalPoint(large, new Float64Array(60), { denseLimit: 10, maxIterations: 12 });
    expect(found).toMatchObject({ kind: 'saddle', positive: 1, negative: 1, unknown: 58 });
    expect(found.products).toBeLessThanOrEqual(12);
    const [descent] = found.descent;
    const image = rows.map((row) => dot(row, descent!));
    expect(dot(Float64Array.from(image), descent!)).toBeLessThan(0);
  });
});

describe('bad cases', () => {
  const constant = (dimension: number, gradient: number, hessian: number) => ({
    dimension,
    linearize: () => ({
      value: 1,
      gradient: new Float64Array(dimension).fill(gradient),
      hessian: linearOperator(dimension, (v) => v.map((entry) => hessian * entry)),
    }),
  });

  it.each([
    ['a gradient of NaN', constant(3, Number.NaN, 1), 'inconclusive', 'NaN or infinite'],
    ['an infinite gradient', constant(3, Number.POSITIVE_INFINITY, 1), 'inconclusive', 'NaN or infinite'],
    ['a Hessian of NaN', constant(3, 0, Number.NaN), 'inconclusive', 'NaN or infinite'],
    ['an infinite Hessian', constant(3, 0, Number.POSITIVE_INFINITY), 'inconclusive', 'NaN or infinite'],
    ['a zero Hessian', constant(3, 0, 0), 'inconclusive', '3 eigenvalues are zero'],
    ['a linear function', constant(3, 1, 0), 'not-critical', 'above the tolerance'],
    ['one dimension', constant(1, 0, -2), 'maximum', ''],
    ['entries near the largest number', constant(4, 0, 1e300), 'minimum', ''],
    ['entries near the smallest number', constant(4, 0, 1e-300), 'minimum', ''],
  ])('%s', (_, function_, kind, missing) => {
    const found = classifyCriticalPoint(function_, new Float64Array(function_.dimension));
    expect(found.kind).toBe(kind);
    expect(found.missing).toContain(missing);
    if (function_.dimension < 3) return;
    const byEnds = classifyCriticalPoint(function_, new Float64Array(function_.dimension), { denseLimit: 1 });
    expect([kind, 'inconclusive']).toContain(byEnds.kind);
  });

  it('products with errors of float32 make no zero eigenvalue positive or negative', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = randomStream(seed, 'test/noise');
      const dimension = 2 + (seed % 7);
      // Rank one, each product with errors of its own.
      const noisy = linearOperator(dimension, (v) => {
        const sum = v.reduce((total, entry) => total + entry, 0);
        return v.map(() => sum + 1e-7 * norm(v) * random.normal());
      });
      const rankOne = {
        dimension,
        linearize: () => ({ value: 0, gradient: new Float64Array(dimension), hessian: noisy }),
      };
      expect(classifyCriticalPoint(rankOne, new Float64Array(dimension))).toMatchObject({
        kind: 'inconclusive',
        positive: 1,
        zero: dimension - 1,
      });
    }
  });

  it('options out of range and points of another length are refused', () => {
    expect(() => classifyCriticalPoint(bowl, at(0, 0), { gradientTolerance: -1 })).toThrow(
      'gradientTolerance must be a number ≥ 0, received -1',
    );
    expect(() => classifyCriticalPoint(bowl, at(0, 0), { zeroTolerance: Number.NaN })).toThrow(
      'received NaN',
    );
    expect(() => classifyCriticalPoint(bowl, at(0, 0), { denseLimit: 0 })).toThrow(
      'denseLimit must be a positive integer',
    );
    expect(() => classifyCriticalPoint(bowl, at(0))).toThrow(/point: expected .* 2, received length 1/);
  });
});

describe('the second-derivative test on evidence at hand', () => {
  it('needs all eigenvalues for a minimum, two for a saddle', () => {
    const gradient = at(0, 0, 0);
    expect(classifyCriticalPoint({ gradient, eigenvalues: [1, 2, 3] }).kind).toBe('minimum');
    expect(classifyCriticalPoint({ gradient, eigenvalues: [-1, -2, -3] }).kind).toBe('maximum');
    expect(classifyCriticalPoint({ gradient, eigenvalues: [1, -2] }).kind).toBe('saddle');
    const partial = classifyCriticalPoint({ gradient, eigenvalues: [3, 2] });
    expect(partial).toMatchObject({ kind: 'inconclusive', unknown: 1 });
    expect(partial.missing).toContain(
      '2 of 3 eigenvalues are known, and none has the other sign than positive',
    );
    expect(classifyCriticalPoint({ gradient, eigenvalues: [] })).toMatchObject({
      kind: 'inconclusive',
      largest: Number.NaN,
    });
  });

  it('counts as zero what is small relative to the largest, or within the error of the eigenvalues', () => {
    const gradient = at(0, 0);
    expect(classifyCriticalPoint({ gradient, eigenvalues: [1e6, 1e-5] }).kind).toBe('inconclusive');
    expect(classifyCriticalPoint({ gradient, eigenvalues: [1e6, 1e-5] }, { zeroTolerance: 1e-12 }).kind).toBe(
      'minimum',
    );
    const rough = classifyCriticalPoint({ gradient, eigenvalues: [1, -1e-3], eigenvalueError: 1e-2 });
    expect(rough).toMatchObject({ kind: 'inconclusive', zero: 1, zeroThreshold: 1e-2 });
    expect(classifyCriticalPoint({ gradient, eigenvalues: [1, Number.NaN] })).toMatchObject({
      kind: 'inconclusive',
    });
  });

  it('gives the eigenvectors of negative eigenvalues, the most negative first', () => {
    const eigenvectors = [at(1, 0, 0), at(0, 1, 0), at(0, 0, 1)];
    const { descent } = classifyCriticalPoint({
      gradient: at(0, 0, 0),
      eigenvalues: [-1, 5, -3],
      eigenvectors,
    });
    expect(descent).toEqual([at(0, 0, 1), at(1, 0, 0)]);
  });

  it('refuses lists that do not fit', () => {
    expect(() => classifyCriticalPoint({ gradient: at(0), eigenvalues: [1, 2] })).toThrow(
      '1 entries, 2 eigenvalues',
    );
    expect(() => classifyCriticalPoint({ gradient: at(), eigenvalues: [] })).toThrow('at least one entry');
    expect(() => classifyCriticalPoint({ gradient: at(0, 0), eigenvalues: [1], eigenvectors: [] })).toThrow(
      '0 eigenvectors',
    );
  });
});
