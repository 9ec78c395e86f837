/**
 * Every measure that goes into a CSV, at the ends of float64's range and with products that are not finite. What this
 * alone can catch: sums and squares that overflow or vanish inside an algorithm, and a bad product that is passed over.
 */
import { describe, expect, test } from 'vitest';
import { blockEigenvalues } from '../../src/curvature/blocks/block-eigenvalues.ts';
import { conditionNumber } from '../../src/curvature/condition-number.ts';
import { topEigenpairs } from '../../src/curvature/extreme-eigenpairs.ts';
import { fullSpectrum } from '../../src/curvature/full-spectrum.ts';
import { hutchPlusPlus } from '../../src/curvature/hutch-plus-plus.ts';
import { gradientAlignment } from '../../src/curvature/local-model/gradient-alignment.ts';
import { gradientStep } from '../../src/curvature/local-model/gradient-step.ts';
import { stepQuality } from '../../src/curvature/local-model/step-quality.ts';
import { powerIteration } from '../../src/curvature/power-iteration.ts';
import { spectralDensity } from '../../src/curvature/spectral-density.ts';
import { hutchinsonTrace } from '../../src/curvature/trace.ts';
import { createEigenvalueTracker } from '../../src/curvature/tracking.ts';
import type { LinearOperator } from '../../src/numerics/linear-operator.ts';
import { dense, matrixWithSpectrum } from './matrices.ts';

/** Both signs, and a largest one that stands apart. */
const rows = matrixWithSpectrum([-1.3, -0.8, -0.1, 0.2, 0.5, 1, 1.4, 2, 3, 7]);
const n = rows.length;
const halves = { entries: [0, 1].map((i) => ({ name: `layer${i}/kernel`, offset: 5 * i, size: 5 })) };
const g = Float64Array.from({ length: n }, (_, i) => Math.cos(i));

/** What a measure says: a status or note, and numbers that grow like the matrix. */
interface Said {
  readonly status: string;
  readonly values: readonly (number | null)[];
}

const MEASURES: Readonly<Record<string, (operator: LinearOperator) => Said[]>> = {
  'power iteration': (a) => [pair(powerIteration(a))],
  'block Lanczos': (a) => {
    const { largest, smallest } = topEigenpairs(a, { count: 2, which: 'both' });
    return [...largest, ...smallest].map(pair);
  },
  'a tracker by power iteration': (a) => tracked(a, 'power-iteration'),
  'a tracker by Lanczos': (a) => tracked(a, 'auto'),
  blocks: (a) => blockEigenvalues(a, halves).map(pair),
  'trace by Hutchinson': (a) => [estimate(hutchinsonTrace(a))],
  'trace by Hutch++': (a) => [estimate(hutchPlusPlus(a, { products: 24 }))],
  density: (a) => {
    const { bandwidth, grid, status, mean, standardError } = spectralDensity(a);
    const ends = [grid[0] ?? Number.NaN, grid.at(-1) ?? Number.NaN];
    return [{ status, values: [bandwidth, ...ends, mean, standardError] }];
  },
  'full spectrum': (a) => {
    const { eigenvalues, status } = fullSpectrum(a);
    return [{ status, values: [...eigenvalues] }];
  },
  'condition number': (a) => [{ status: conditionNumber(fullSpectrum(a)).note, values: [] }],
  'best step': (a) => {
    const { note, rayleighQuotient, bestStep } = gradientStep(g, a);
    return [{ status: note, values: [rayleighQuotient, bestStep && 1 / bestStep] }];
  },
  'predicted decrease': (a) => {
    // Without a gradient, which would not grow with the matrix.
    const gradient = new Float64Array(n);
    const step = { gradient, hessian: a, displacement: g, valueBefore: 0, valueAfter: 0 };
    const { note, predicted } = stepQuality(step);
    return [{ status: note, values: [predicted] }];
  },
};

function pair({ status, value }: { status: string; value: number }): Said {
  return { status, values: [value] };
}

function estimate({ status, value, standardError }: ReturnType<typeof hutchinsonTrace>): Said {
  return { status, values: [value, standardError] };
}

/** Cold, warm with a probe, and the other end. */
function tracked(a: LinearOperator, method: 'power-iteration' | 'auto'): Said[] {
  const tracker = createEigenvalueTracker({ method, seed: 1, probeEvery: 1 });
  return [tracker.largest(a), tracker.largest(a, g), tracker.largest(a, g), tracker.smallest(a)].map(pair);
}

const measures = Object.entries(MEASURES);

/** Searches end within their tolerance, not at one place: an eigenvalue is right to its square. */
const TOLERANCE = 1e-5;
/** Below, entries lose digits as subnormal numbers. */
const SMALLEST = -960;

describe.for(measures)('%s', ([, measure]) => {
  test('of a matrix times a power of two gives its numbers times that, or says that they are not finite', () => {
    const plain = measure(dense(rows));
    let finite = 0;
    for (let exponent = SMALLEST; exponent <= 1023; exponent += exponent >= 1000 ? 1 : 40) {
      const factor = 2 ** exponent;
      const scaled = measure(dense(rows.map((row) => row.map((entry) => entry * factor))));
      for (const [i, { status, values }] of scaled.entries()) {
        if (status === 'non-finite') continue;
        finite++;
        expect({ exponent, status }).toEqual({ exponent, status: plain[i]!.status });
        for (const [j, value] of values.entries()) {
          const expected = plain[i]!.values[j]!;
          if (expected === null) expect(value).toBeNull();
          else expect(Math.abs(value! / factor - expected), `2^${exponent}`).toBeLessThan(TOLERANCE * 7);
        }
      }
    }
    // All but the last few.
    expect(finite).toBeGreaterThanOrEqual(48 * plain.length);
  });

  test('says that it is not finite wherever a product is not, whichever it is', () => {
    const counting = spoiled(Number.POSITIVE_INFINITY, 0);
    const said = measure(counting);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let at = 1; at <= counting.products; at++) {
        const found = measure(spoiled(at, bad));
        expect(
          found.some(({ status }) => status === 'non-finite'),
          `${bad} in product ${at} of ${said.length} results`,
        ).toBe(true);
      }
    }
  });
});

/** The operator, the entries of whose product number `at` are all bad. */
function spoiled(at: number, bad: number): LinearOperator & { readonly products: number } {
  const { apply } = dense(rows);
  let products = 0;
  return {
    dimension: n,
    get products() {
      return products;
    },
    apply(v, out) {
      apply(v, out);
      if (++products === at) out.fill(bad);
    },
  };
}

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'a gradient with an entry %d has no share and no best step',
  (bad) => {
    const gradient = g.with(3, bad);
    expect(gradientAlignment(gradient, [{ vector: g }])).toMatchObject({ share: null, note: 'non-finite' });
    expect(gradientStep(gradient, dense(rows))).toMatchObject({ bestStep: null, note: 'non-finite' });
  },
);

test('the share of a gradient near either end of the range is that of the same gradient', () => {
  const vector = Float64Array.from({ length: n }, (_, i) => (i < 2 ? 1 : 0));
  const { share } = gradientAlignment(g, [{ vector }]);
  for (const factor of [2 ** 1020, 2 ** -1020]) {
    const scaled = gradientAlignment(
      g.map((entry) => entry * factor),
      [{ vector: vector.map((entry) => entry * factor) }],
    );
    expect(scaled.share).toBeCloseTo(share!, 12);
  }
});
