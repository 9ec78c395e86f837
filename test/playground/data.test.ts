/** Mean, scale and rotation change the coordinates of the data, and what can be learnt from them not at all. */
import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { columnStatistics } from '../../src/data/transforms/column-statistics.ts';
import type { Matrix } from '../../src/numerics/matrix.ts';
import { drawRows } from '../../src/playground/data.ts';
import { expectClose } from '../support/close.ts';
import { withSettings } from './settings.ts';

/** Roundings of sums over 256 rows. */
const ROUNDING = 1e-13;

const network = (settings: Parameters<typeof withSettings>[0]) =>
  drawRows(withSettings({ surface: 'network', mean: 0, rotation: 0, ...settings }));

/** Ascending eigenvalues of the covariance, by ml-matrix. */
function covarianceEigenvalues({ rows, columns, values }: Matrix): number[] {
  const { mean } = columnStatistics({ rows, columns, values });
  const centered = new MlMatrix(
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => values[i * columns + j]! - mean[j]!),
    ),
  );
  const covariance = centered.transpose().mmul(centered).div(rows);
  return new EigenvalueDecomposition(covariance).realEigenvalues.sort((a, b) => a - b);
}

describe('the rows of the playground', () => {
  test('of a line have the very mean and deviation that the sliders say', () => {
    const { inputs } = drawRows(withSettings({ mean: 2.5, scale: 0.7 }));
    const { mean, deviation } = columnStatistics(inputs);
    expectClose(mean, [2.5], ROUNDING);
    expectClose(deviation, [0.7], ROUNDING);
  });

  test('have the same targets whatever their coordinates', () => {
    const { targets } = network({});
    expect(network({ mean: 4, scale: 9, rotation: 70 }).targets).toEqual(targets);
    expect(network({ inputs: 'standardized' }).targets).toEqual(targets);
    expect(network({ seed: 2 }).targets).not.toEqual(targets);
  });

  test('are turned without being stretched: the covariance keeps its eigenvalues', () => {
    const expected = covarianceEigenvalues(network({ scale: 8 }).inputs);
    const turned = network({ scale: 8, rotation: 40 }).inputs;
    expect(turned).not.toEqual(network({ scale: 8 }).inputs);
    expectClose(covarianceEigenvalues(turned), expected, 1e-11);
  });

  test('have deviations in equal ratios from the scale down to 1', () => {
    const [unit, wide] = [network({ scale: 1 }).inputs, network({ scale: 8 }).inputs].map(
      (inputs) => columnStatistics(inputs).deviation,
    );
    const ratios = wide!.map((deviation, j) => deviation / unit![j]!);
    expectClose(
      ratios,
      Array.from(ratios, (_, j) => 8 ** (1 - j / 15)),
      ROUNDING,
    );
  });

  test('are, once standardized, the same from any mean and scale, as long as nothing is turned', () => {
    const { inputs } = network({ inputs: 'standardized' });
    expectClose(network({ inputs: 'standardized', mean: 5, scale: 10 }).inputs.values, inputs.values, 1e-12);
  });
});
