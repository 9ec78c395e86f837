/**
 * The kernel against the reference on networks of any shape: widths around the tiles of 4 and 2 features, rows
 * around the blocks of 32. They alone catch a tail that is left out or a block that is summed twice.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MlpSpecification } from '../../../../src/models/specification.ts';
import { referenceObjective } from '../../../../src/objectives/closed-form/objective.ts';
import type { MlpObjective } from '../../../../src/objectives/contract.ts';
import { type MlpProblem, randomProblem } from '../../../support/cases.ts';
import { expectClose } from '../../../support/close.ts';
import { kernelObjective, kernelVariants } from '../../../support/closed-forms.ts';

/** Two float64 programs that sum in another order, times the condition of batch norm over two or three rows. */
const TOLERANCE = 1e-10;

const anyProblem = fc
  .record({
    layers: fc.array(fc.integer({ min: 1, max: 21 }), { minLength: 2, maxLength: 7 }),
    activation: fc.constantFrom('linear', 'relu', 'sigmoid', 'tanh'),
    batchNorm: fc.option(
      fc.record({ epsilon: fc.double({ min: 0.01, max: 1, noNaN: true }), momentum: fc.constant(0.9) }),
    ),
    rows: fc.integer({ min: 1, max: 100 }),
    seed: fc.nat(),
  })
  .map(({ rows, seed, ...specification }) =>
    randomProblem(specification as MlpSpecification, rows, seed, 0.5, 2),
  );

/** All that an objective can say at the problem's parameters, and the product at an older linearisation. */
function answers(objective: MlpObjective, { parameters, direction, specification }: MlpProblem) {
  const first = objective.linearize(parameters);
  const value = objective.value(parameters.map((entry) => entry + 0.01));
  const products = [direction, first.gradient].map((v) => {
    const out = new Float64Array(objective.dimension);
    first.hessian.apply(v, out);
    return out;
  });
  const statistics = objective.batchStatistics(parameters);
  const running = (specification.batchNorm ? specification.layers.slice(1, -1) : []).map((units) => ({
    mean: new Float64Array(units).fill(0.3),
    variance: new Float64Array(units).fill(2),
  }));
  const inference = objective.inferenceLoss(parameters, running);
  objective.dispose();
  return { first, value, products, statistics, inference };
}

describe.each(kernelVariants)('the kernel %s', (variant) => {
  test.each([
    ['with caches', Number.POSITIVE_INFINITY],
    ['recomputing the caches block by block', 0],
  ] as const)('agrees with the reference on 300 random problems, %s', (_, cacheBytes) => {
    const check = (problem: MlpProblem) => {
      const { specification, inputs, targets } = problem;
      const expected = answers(referenceObjective(specification, inputs, targets), problem);
      const kernel = kernelObjective(variant, specification, inputs, targets, { cacheBytes });
      const actual = answers(kernel, problem);
      const losses = ({ first, value, inference }: typeof actual) => [first.value, value, inference];
      losses(actual).forEach((loss, i) => {
        expectClose([loss], [losses(expected)[i]!], TOLERANCE);
      });
      expectClose(actual.first.gradient, expected.first.gradient, TOLERANCE);
      actual.products.forEach((product, i) => {
        expectClose(product, expected.products[i]!, TOLERANCE);
      });
      expect(actual.statistics.length).toBe(expected.statistics.length);
      actual.statistics.forEach(({ mean, variance }, i) => {
        expectClose(mean, expected.statistics[i]!.mean, TOLERANCE);
        expectClose(variance, expected.statistics[i]!.variance, TOLERANCE);
      });
    };
    fc.assert(fc.property(anyProblem, check), { seed: 3, numRuns: 300 });
  });
});
