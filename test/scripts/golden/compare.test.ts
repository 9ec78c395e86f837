import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareCase, type Difference } from '../../../scripts/golden/compare.ts';
import { readGoldenCase, readGoldenCases } from '../../../scripts/golden/reference.ts';
import { renderWorst, worstOf } from '../../../scripts/golden/report.ts';
import { QUANTITIES, relativeError } from '../../../scripts/golden/tolerance.ts';
import { closedFormEngine } from '../../../src/objectives/closed-form/engine.ts';
import { goldenDirectory } from '../../support/golden.ts';

describe('the relative error', () => {
  test('is the largest difference over the largest expected magnitude', () => {
    expect(relativeError([1, -8.5, 0.25], [1, -8, 0])).toBe(0.5 / 8);
  });

  test('is NaN where a number is, and the difference itself where zeros are expected', () => {
    expect(relativeError([1, Number.NaN, 3], [1, 2, 3])).toBeNaN();
    expect(relativeError([0, 0.5], [0, 0])).toBe(0.5);
  });
});

describe('the worst of several differences', () => {
  const differences: Difference[] = [
    { quantity: 'gradient', caseName: 'first', error: 1e-12 },
    { quantity: 'gradient', caseName: 'second', error: 2e-9 },
    { quantity: 'loss', caseName: 'first', error: 0 },
  ];

  test('names the case and passes or fails by the tolerance of the precision', () => {
    expect(worstOf(differences, 'float64')).toEqual([
      { quantity: 'loss', caseName: 'first', error: 0, tolerance: 1e-9, passed: true },
      { quantity: 'gradient', caseName: 'second', error: 2e-9, tolerance: 1e-9, passed: false },
    ]);
    expect(worstOf(differences, 'float32').every(({ passed }) => passed)).toBe(true);
  });

  test.each([0, 2])('is a NaN wherever it stands, and fails (place %i)', (place) => {
    const withNaN = differences.toSpliced(place, 0, {
      quantity: 'gradient',
      caseName: 'third',
      error: Number.NaN,
    });
    const gradient = worstOf(withNaN, 'float32').find(({ quantity }) => quantity === 'gradient');
    expect(gradient).toMatchObject({ caseName: 'third', passed: false });
    expect(renderWorst('title', [gradient!])).toContain('FAILED');
  });
});

describe('the closed form against the golden values', () => {
  test('is within 1e-9 in every quantity, and every quantity is compared', () => {
    const engine = closedFormEngine();
    const worst = worstOf(
      readGoldenCases(goldenDirectory).flatMap((golden) => compareCase(engine, golden).differences),
      'float64',
    );
    expect(worst.map(({ quantity }) => quantity)).toEqual([...QUANTITIES]);
    expect(worst.filter(({ passed }) => !passed)).toEqual([]);
  });

  test('shows up each quantity whose reference is off by a thousandth', () => {
    const golden = readGoldenCase(join(goldenDirectory, 'tanh-small.json'));
    const off = (values: readonly number[]) => values.map((value) => value * 1.001);
    const worst = worstOf(
      compareCase(closedFormEngine(), {
        ...golden,
        loss: golden.loss * 1.001,
        gradient: off(golden.gradient),
        hessianVectorProduct: off(golden.hessianVectorProduct),
        eigenvalues: off(golden.eigenvalues!),
        trajectories: golden.trajectories.map((trajectory) => ({
          ...trajectory,
          loss: off(trajectory.loss),
          topEigenvalue: off(trajectory.topEigenvalue),
        })),
      }).differences,
      'float64',
    );
    expect(worst.filter(({ passed }) => !passed).map(({ quantity }) => quantity)).toEqual([...QUANTITIES]);
  });
});
