/** Covariances of dialled inputs, decomposed by ml-matrix. */
import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { expect, it } from 'vitest';
import { dialInputs, rotateInputs } from '../../src/claims/dialled-inputs.ts';
import { mlpArm } from '../../src/claims/mlp-arm.ts';
import { prepareData } from '../../src/data/prepare.ts';
import type { Matrix } from '../../src/numerics/matrix.ts';
import { randomStream } from '../../src/numerics/random.ts';

/** Whitened inputs are white to about 1e-15 times the condition number of the source, at most 1e7. */
const WHITE = 1e-8;

const { data } = mlpArm({ data: { source: 'boston-house-prices', inputs: 'whitened' } });
const { inputs } = prepareData(data, 1).train;

function variances({ rows, columns, values }: Matrix) {
  const x = MlMatrix.from1DArray(rows, columns, Array.from(values)).center('column');
  const covariance = x.transpose().mmul(x).div(rows);
  return new EigenvalueDecomposition(covariance, { assumeSymmetric: true }).realEigenvalues.sort(
    (a, b) => a - b,
  );
}

it('a rotation leaves white inputs white, and does turn them', () => {
  const turned = rotateInputs(inputs, randomStream(1, 'test'));
  for (const variance of variances(turned)) expect(Math.abs(variance - 1)).toBeLessThan(WHITE);
  expect(turned.values).not.toEqual(inputs.values);
});

it.each([1, 10, 1000])('the covariance gets the condition number %d, and its trace stays', (kappa) => {
  const found = variances(dialInputs(rotateInputs(inputs, randomStream(1, 'test')), kappa));
  expect(Math.abs(found.at(-1)! / found[0]! / kappa - 1)).toBeLessThan(WHITE * kappa);
  const trace = found.reduce((sum, variance) => sum + variance, 0);
  expect(Math.abs(trace / found.length - 1)).toBeLessThan(WHITE);
});

it('the first column is the flattest', () => {
  const { values, columns } = dialInputs(inputs, 100);
  expect(Math.abs(values[0]! / inputs.values[0]!)).toBeLessThan(
    Math.abs(values[columns - 1]! / inputs.values[columns - 1]!),
  );
});
