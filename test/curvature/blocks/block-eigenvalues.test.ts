/**
 * Oracles: ml-matrix on the dense block, and the closed form of a linear model. It alone can catch: eigenvalues booked
 * under the wrong layer or parameter, and blocks of size zero or one that are not exact.
 */
import { describe, expect, it } from 'vitest';
import { blockEigenvalues } from '../../../src/curvature/blocks/block-eigenvalues.ts';
import { layoutOf, mlpLayout } from '../../../src/models/layout.ts';
import { closedFormObjective } from '../../../src/objectives/closed-form/objective.ts';
import { randomProblem } from '../../support/cases.ts';
import { denseRows } from '../../support/dense-rows.ts';
import { dense, diagonal, matrixWithSpectrum, recomputedResidual, spectrum } from '../matrices.ts';

/** The tolerance asked for below, which bounds the error of a certified eigenvalue. */
const CERTIFIED = 1e-8;

describe('the blocks of an MLP with batch norm', () => {
  const specification = {
    layers: [4, 6, 5, 2],
    activation: 'tanh' as const,
    batchNorm: { epsilon: 1e-3, momentum: 0.9 },
  };
  const problem = randomProblem(specification, 30, 4);
  const objective = closedFormObjective(specification, problem.inputs, problem.targets);
  const { hessian } = objective.linearize(problem.parameters);
  const layout = mlpLayout(specification);
  const rows = denseRows(hessian);
  const cut = (offset: number, size: number) =>
    rows.slice(offset, offset + size).map((row) => row.subarray(offset, offset + size));

  it('of biases before batch norm are zero up to rounding, and say so', () => {
    const blocks = blockEigenvalues(hessian, layout, { tolerance: CERTIFIED });
    const biases = blocks.filter(({ parameter, layer }) => parameter === 'bias' && layer !== 'layer3');
    expect(biases.map(({ status }) => status)).toEqual(['zero-operator', 'zero-operator']);
    for (const { advice } of biases) expect(advice).toContain('zero up to the rounding errors');
    expect(blocks.filter(({ status }) => status === 'converged').length).toBe(blocks.length - 2);
  });

  it.each(['parameter', 'layer'] as const)('have the largest eigenvalue of each dense block, by %s', (by) => {
    const blocks = blockEigenvalues(hessian, layout, { by, tolerance: CERTIFIED, maxIterations: 500 });
    const names = blocks.map(({ layer, parameter }) => `${layer}/${parameter}`);
    expect(names).toEqual(
      by === 'layer' ? ['layer1/all', 'layer2/all', 'layer3/all'] : layout.entries.map(({ name }) => name),
    );
    expect(blocks.reduce((sum, { dimension }) => sum + dimension, 0)).toBe(layout.dimension);
    const top = spectrum(rows).at(-1)!;
    for (const block of blocks) {
      const { value, status, offset, dimension, residual, products } = block;
      const matrix = cut(offset, dimension);
      const expected = spectrum(matrix).at(-1)!;
      // Batch norm makes the loss independent of the bias before it: eigenvalues that are zero up to rounding.
      const isZero = Math.abs(expected) < 1e-12 * top;
      expect(status === 'converged' || isZero, `${block.layer}/${block.parameter}: ${status}`).toBe(true);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(CERTIFIED * Math.abs(value) + 1e-12 * top);
      expect(Math.abs(recomputedResidual(matrix, block) - residual)).toBeLessThan(1e-12 * top);
      expect(value).toBeLessThanOrEqual(top * (1 + 1e-12));
      expect(products).toBeGreaterThan(0);
    }
  });

  it('draw from a stream of their own: another layout before them changes nothing', () => {
    const all = blockEigenvalues(hessian, layout);
    const [last] = blockEigenvalues(hessian, { entries: layout.entries.slice(-1) });
    expect(last).toEqual(all.at(-1));
  });
});

describe('small blocks', () => {
  it('of no parameter are the zero operator, of one parameter exact after one product', () => {
    const layout = layoutOf([
      { name: 'a/kernel', shape: [0, 3] },
      { name: 'a/bias', shape: [1] },
      { name: 'a/gamma', shape: [1] },
      { name: 'scale', shape: [2] },
    ]);
    const [none, one, negative, plain] = blockEigenvalues(diagonal([7.25, -3.5, 2, 1]), layout);
    expect(none).toMatchObject({ status: 'zero-operator', value: 0, products: 0, dimension: 0, layer: 'a' });
    expect(none!.advice).toContain('no parameters');
    expect(one).toMatchObject({
      status: 'converged',
      value: 7.25,
      residual: 0,
      products: 1,
      parameter: 'bias',
    });
    expect(negative).toMatchObject({ status: 'converged', value: -3.5, residual: 0, parameter: 'gamma' });
    expect(plain).toMatchObject({ layer: '', parameter: 'scale', status: 'converged' });
    expect(Math.abs(plain!.value - 2)).toBeLessThan(1e-12);
    expect(
      blockEigenvalues(diagonal([1, 2, 3, 4]), layout, { by: 'layer' }).map(({ parameter }) => parameter),
    ).toEqual(['all', 'scale']);
  });

  it('of one layer that do not lie side by side are not joined', () => {
    const entries = [
      { name: 'a/kernel', offset: 0, size: 1 },
      { name: 'a/bias', offset: 2, size: 1 },
    ];
    const blocks = blockEigenvalues(diagonal([1, 2, 3]), { entries }, { by: 'layer' });
    expect(blocks.map(({ value, dimension }) => [value, dimension])).toEqual([
      [1, 1],
      [3, 1],
    ]);
  });

  it('that are zero, or hold NaN, or get too small a budget say so', () => {
    const layout = layoutOf([
      { name: 'dead/kernel', shape: [3] },
      { name: 'broken/kernel', shape: [2] },
    ]);
    const [dead, broken] = blockEigenvalues(diagonal([0, 0, 0, Number.NaN, 1]), layout);
    expect(dead).toMatchObject({ status: 'zero-operator', value: 0 });
    expect(broken).toMatchObject({ status: 'non-finite', value: Number.NaN });
    const rows = matrixWithSpectrum(Array.from({ length: 40 }, (_, i) => 1 - i / 1000));
    const [short] = blockEigenvalues(dense(rows), layoutOf([{ name: 'a/kernel', shape: [40] }]), {
      maxIterations: 3,
      tolerance: CERTIFIED,
    });
    expect(short).toMatchObject({ status: 'max-iterations', products: 3 });
    expect(Object.isFrozen(short)).toBe(true);
  });
});
