/**
 * The tracker along operators that change. It alone can catch: a crossing that the warm start hides, products that
 * are not counted, and state that a resume loses.
 */
import { describe, expect, it } from 'vitest';
import { probeLarger } from '../../src/curvature/probe.ts';
import { countProducts } from '../../src/curvature/product-counter.ts';
import { createEigenvalueTracker, type EigenvalueMethod } from '../../src/curvature/tracking.ts';
import { randomStream } from '../../src/numerics/random.ts';
import {
  bulk,
  dense,
  diagonal,
  driftingOperator,
  matrixWithSpectrum,
  recomputedResidual,
} from './matrices.ts';

const METHODS: readonly EigenvalueMethod[] = ['power-iteration', 'lanczos', 'auto'];
const noise = bulk(100, 0.2);
/** The first eigenvalue rises past the second at step 25; the eigenvectors stay what they are. */
const crossing = (step: number) => diagonal([3 + step * 0.08, 5, -1, ...noise]);

describe('createEigenvalueTracker', () => {
  it.each(METHODS)('finds the eigenvalue that overtakes the tracked one at once: %s', (method) => {
    const tracker = createEigenvalueTracker({ method, seed: 1, probeEvery: 10 });
    for (let step = 0; step <= 40; step++) {
      const { value, converged } = tracker.largest(crossing(step));
      expect(converged).toBe(true);
      const expected = Math.max(5, 3 + step * 0.08);
      // Within the tolerance of 1e-3 of λ.
      expect(Math.abs(value - expected)).toBeLessThan(1e-2);
    }
  });

  it.each(METHODS)('counts every product, those of probes included: %s', (method) => {
    const tracker = createEigenvalueTracker({ method, seed: 1, probeEvery: 3, probeSteps: 5 });
    const at = driftingOperator([10, 6, 3, -12], 0.3, 1e-2, 60);
    for (let step = 0; step < 10; step++) {
      const operator = countProducts(at(step));
      const largest = tracker.largest(operator);
      expect(largest.products).toBe(operator.products);
      const smallest = tracker.smallest(operator);
      expect(largest.products + smallest.products).toBe(operator.products);
      if (step > 0 && step % 3 === 0) expect(largest.products).toBeGreaterThanOrEqual(6);
    }
  });

  it('costs at most 5 products a measurement on a slowly drifting matrix: 3 for the pair and 2 to watch its rival', () => {
    const tracker = createEigenvalueTracker({ seed: 1 });
    const at = driftingOperator([10, 6, 3], 0.3, 1e-3);
    let probed = 0;
    for (let step = 0; step < 60; step++) {
      const { products, converged } = tracker.largest(at(step));
      expect(converged).toBe(true);
      if (step > 0 && step % 10 !== 0) expect(products).toBeLessThanOrEqual(5);
      if (step > 0) probed += products;
    }
    expect(probed / 59).toBeLessThanOrEqual(5);
  });

  it.each(METHODS)('resumes bit for bit from its state: %s', (method) => {
    const options = { method, seed: 7, probeEvery: 4 };
    const at = driftingOperator([4, 3.9, -6], 0.5, 2e-2, 50);
    const whole = createEigenvalueTracker(options);
    for (let step = 0; step < 6; step++) {
      whole.largest(at(step));
      if (step % 2 === 0) whole.smallest(at(step));
    }
    const resumed = createEigenvalueTracker(options, structuredClone(whole.state()));
    for (let step = 6; step < 20; step++) {
      expect(resumed.largest(at(step))).toEqual(whole.largest(at(step)));
      if (step % 2 === 0) expect(resumed.smallest(at(step))).toEqual(whole.smallest(at(step)));
    }
    expect(resumed.state()).toEqual(whole.state());
  });

  it.each(METHODS)('measures the algebraically smallest eigenvalue with its own residual: %s', (method) => {
    const rows = matrixWithSpectrum([50, 20, -1.5, ...bulk(80, 0.3)]);
    const tracker = createEigenvalueTracker({ method, seed: 1 });
    for (let epoch = 0; epoch < 3; epoch++) {
      const { value, vector, residual, converged } = tracker.smallest(dense(rows));
      expect(converged).toBe(true);
      expect(Math.abs(value + 1.5)).toBeLessThan(1e-3);
      // 50 (the norm) times 83 (the dimension) times 2.2e-16, rounded up.
      expect(Math.abs(recomputedResidual(rows, { value, vector }) - residual)).toBeLessThan(1e-11);
    }
  });

  it('keeps both extremes at hand while a negative one is larger in magnitude', () => {
    const tracker = createEigenvalueTracker({ seed: 1 });
    const at = driftingOperator([3, 1, -10], 0.3, 1e-3, 100);
    for (let step = 0; step < 12; step++) {
      const { value, converged, smallest } = tracker.largest(at(step));
      expect(converged && smallest!.converged).toBe(true);
      expect(value).toBeGreaterThan(2.5);
      expect(smallest!.value).toBeLessThan(-9);
    }
  });

  it('reports a bad epoch as data and goes on from the vector before it', () => {
    const tracker = createEigenvalueTracker({ seed: 1 });
    const good = diagonal([5, 1, 0.5]);
    tracker.largest(good);
    const before = tracker.state().largest.warm;
    expect(tracker.largest(diagonal([5, Number.NaN, 1])).status).toBe('non-finite');
    expect(tracker.largest(diagonal([0, 0, 0])).status).toBe('zero-operator');
    expect(tracker.state().largest.warm).toBe(before);
    // One to confirm the vector, two to watch its rival.
    expect(tracker.largest(good).products).toBe(3);
  });

  it('draws from its seed alone', () => {
    const measured = [1, 1, 2].map((seed) =>
      createEigenvalueTracker({ seed }).largest(diagonal([5, 4.9, 1])),
    );
    expect(measured[0]).toEqual(measured[1]);
    expect(measured[0]).not.toEqual(measured[2]);
  });

  it.each([{ probeEvery: 0 }, { probeSteps: 0.5 }, { tolerance: 2 }, { maxIterations: 0 }, { seed: -1 }])(
    'refuses %j',
    (option) => {
      expect(() => createEigenvalueTracker({ seed: 1, ...option }).largest(diagonal([1, 2]))).toThrow(
        RangeError,
      );
    },
  );
});

describe('probeLarger', () => {
  it('sees an eigenvalue 0.2 % above one tracked to 0.1 % in 8 steps on 9 of 10 seeds, and none where there is none', () => {
    const vector = Float64Array.from({ length: 1000 }, (_, i) => Number(i === 0));
    const tracked = { value: 5, residual: 0.005, vector };
    const rest = bulk(998, 0.3);
    let seen = 0;
    for (let seed = 0; seed < 50; seed++) {
      const random = randomStream(seed, 'test');
      const probe = probeLarger(diagonal([5, 5.01, ...rest]), tracked, 8, random);
      expect(probe.products).toBe(8);
      if (probe.larger !== null) seen++;
      expect(probeLarger(diagonal([5, 4.9, ...rest]), tracked, 8, random).larger).toBeNull();
    }
    expect(seen).toBeGreaterThanOrEqual(45);
  });

  it('has nothing to probe in one dimension', () => {
    const tracked = { value: -2, residual: 0, vector: Float64Array.of(1) };
    expect(probeLarger(diagonal([-2]), tracked, 8, randomStream(1, 'test'))).toEqual({
      larger: null,
      rival: null,
      rivalValue: Number.NaN,
      products: 0,
      allFinite: true,
    });
  });
});
