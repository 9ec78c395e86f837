/**
 * Values from PyTorch in float64. They alone catch a formula that is wrong the same way in value, gradient and
 * product, such as another convention of the loss, of the variance or of the parameter order.
 */
import { describe, expect, test } from 'vitest';
import { readGoldenCases } from '../../../scripts/golden/reference.ts';
import { expectClose } from '../../support/close.ts';
import { closedForms } from '../../support/closed-forms.ts';
import { goldenDirectory } from '../../support/golden.ts';

/** Two float64 programs that sum in another order: some hundred units in the last place, with a wide margin. */
const TOLERANCE = 1e-12;

describe.each(readGoldenCases(goldenDirectory))('on $name', (golden) => {
  test.each(closedForms)('loss, gradient and product are those of PyTorch: $name', ({ create }) => {
    const { specification, inputs, targets, parameters } = golden;
    const objective = create(specification, inputs, targets);
    const { value, gradient, hessian } = objective.linearize(parameters);
    const product = new Float64Array(objective.dimension);
    hessian.apply(golden.vector, product);
    expectClose([value], [golden.loss], TOLERANCE);
    expectClose(gradient, golden.gradient, TOLERANCE);
    expectClose(product, golden.hessianVectorProduct, TOLERANCE);
  });
});

test('there are golden cases with and without batch norm and for every activation', () => {
  const cases = readGoldenCases(goldenDirectory).map(({ specification }) => specification);
  expect(new Set(cases.map(({ activation }) => activation)).size).toBe(4);
  expect(new Set(cases.map(({ batchNorm }) => batchNorm === null)).size).toBe(2);
});
