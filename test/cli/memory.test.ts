/** Estimates of memory before a run: orders of magnitude, and which setting bounds what. */
import { describe, expect, it } from 'vitest';
import { estimateMemory, formatBytes } from '../../src/cli/run/memory.ts';
import { smallArm } from '../support/session.ts';

const GB = 1e9;

/** 1,000,000 rows of 16 inputs on 16-32-32-1. */
function million(sections: {
  training?: object;
  curvature?: object;
  batchNorm?: boolean;
  verify?: boolean;
  deterministic?: boolean;
}) {
  const {
    batchNorm = false,
    verify = false,
    deterministic = false,
    training = {},
    curvature = {},
  } = sections;
  const config = smallArm({
    model: { hidden: [32, 32], batchNorm },
    training: { engine: 'closed-form', ...training },
    curvature,
    verify,
    deterministic,
  });
  const specification = {
    layers: [16, 32, 32, 1],
    activation: 'tanh',
    batchNorm: config.model.batchNorm || null,
  } as const;
  return estimateMemory({ specification, trainRows: 800_000, testRows: 200_000 }, config);
}

describe('a million rows', () => {
  it('on the closed form take their data and its bounded caches', () => {
    const { bytes, tfjsBytes } = million({});
    expect(bytes).toBeGreaterThan(1.074 * GB);
    expect(bytes).toBeLessThan(2 * GB);
    expect(tfjsBytes).toBe(0);
  });

  it('take less by as much as curvature.cacheMiB is smaller, until all fits', () => {
    const of = (cacheMiB: number) => million({ curvature: { cacheMiB } }).bytes;
    expect(of(1024) - of(24)).toBe(1000 * 2 ** 20);
    expect(of(1e6)).toBe(of(1e7));
    expect(of(1e6)).toBeGreaterThan(of(1024));
  });

  it('with batch norm keep all rows, whatever curvature.cacheMiB says', () => {
    const of = (cacheMiB: number) => million({ batchNorm: true, curvature: { cacheMiB } }).bytes;
    expect(of(0)).toBe(of(1024));
    expect(of(0)).toBeGreaterThan(4 * GB);
  });

  it('measured in another precision than trained have an objective of their own', () => {
    const of = (precision: string) =>
      million({ deterministic: true, curvature: { precision, cacheMiB: 0 } }).bytes;
    const rows = 800_000 * 17;
    expect(of('float32') - of('float64')).toBe(4 * rows);
    expect(of('mixed') - of('float64')).toBe(12 * rows);
  });

  it('measured in float32, or in part, may come to native operations, which keep all rows whatever cacheMiB says', () => {
    const of = (precision: string, batchNorm = false) =>
      million({ batchNorm, curvature: { precision, cacheMiB: 24 } });
    // 16 numbers a row and unit, measured: 800,000 rows of 65 units.
    expect(of('float32').tfjsBytes).toBe(4 * 800_000 * (17 + 16 * 65));
    expect(of('mixed').tfjsBytes).toBe(of('float32').tfjsBytes);
    expect(of('float32', true).tfjsBytes).toBeGreaterThan(2 * of('float32').tfjsBytes);
    expect(of('float64').tfjsBytes).toBe(0);
    const deterministic = million({ deterministic: true, curvature: { precision: 'float32' } });
    expect(deterministic.tfjsBytes).toBe(0);
    // Too little work for native operations.
    expect(million({ curvature: { precision: 'float32', samples: 1000 } }).tfjsBytes).toBe(0);
  });

  it('in TensorFlow.js are not bounded, less so where it only measures a sample', () => {
    const trained = million({ training: { engine: 'tfjs' } });
    expect(trained.tfjsBytes).toBeGreaterThan(4 * GB);
    expect(trained.bytes).toBeGreaterThan(trained.tfjsBytes);
    const sampled = million({ curvature: { engine: 'tfjs', samples: 1000 } });
    expect(sampled.tfjsBytes).toBeLessThan(0.02 * GB);
    expect(million({ curvature: { engine: 'tfjs' } }).tfjsBytes).toBeGreaterThan(4 * GB);
  });

  it('under verify: true need TensorFlow.js too', () => {
    expect(million({ verify: true }).tfjsBytes).toBeGreaterThan(4 * GB);
    const sampled = million({ verify: true, curvature: { samples: 1000 } });
    expect(sampled.tfjsBytes).toBeLessThan(0.02 * GB);
  });
});

it('what is measured counts with the vectors that it holds and keeps', () => {
  const specification = { layers: [16, 1000, 1000, 1], activation: 'tanh', batchNorm: null } as const;
  const of = (measure: unknown[]) => {
    const config = smallArm({ model: { hidden: [1000, 1000] }, curvature: { measure } });
    return estimateMemory({ specification, trainRows: 100, testRows: 0 }, config).bytes;
  };
  const vector = 8 * (16_000 + 1000 + 1_000_000 + 1000 + 1000 + 1);
  const density = (probes: number) => of([{ density: { probes, steps: 50 } }]);
  expect(density(20) - density(10)).toBe(10 * 50 * vector);
  // One after the other: the larger basis counts, but what each keeps adds up.
  expect(of(['density', 'top_eigenvalues']) - of(['density'])).toBe(10 * vector);
});

it('bytes are told in decimal units', () => {
  expect([850_000, 12_345_678, 1.5e9].map(formatBytes)).toEqual(['850 kB', '12 MB', '1.5 GB']);
});
