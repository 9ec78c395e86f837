/**
 * The operations against the reference in float64, on networks of any shape and every backend. They alone catch an
 * operation that broadcasts where it should not: one row, one unit, as many rows as units.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MlpSpecification } from '../../../../src/models/specification.ts';
import { referenceObjective } from '../../../../src/objectives/closed-form/objective.ts';
import { tensorsEngine } from '../../../../src/objectives/closed-form/tensors/engine.ts';
import type { MlpObjective } from '../../../../src/objectives/contract.ts';
import { openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import { backends } from '../../../support/backends.ts';
import { type MlpProblem, mlpCases, randomProblem } from '../../../support/cases.ts';
import { expectClose, largestMagnitude } from '../../../support/close.ts';
import { operatorContract } from '../../../support/operator-contract.ts';

/** float32 has 6e-8; sums over rows and layers lose a digit, batch norm with ε ≥ 0.05 over a few rows another. */
const FLOAT32 = 2e-5;

/** 1 to 6 affine layers of 1 to 9 units on 1 to 40 rows. */
const anyProblem = fc
  .record({
    layers: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 7 }),
    activation: fc.constantFrom('linear', 'relu', 'sigmoid', 'tanh'),
    batchNorm: fc.option(
      fc.record({ epsilon: fc.double({ min: 0.05, max: 1, noNaN: true }), momentum: fc.constant(0.9) }),
    ),
    rows: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(),
  })
  .map(({ rows, seed, ...specification }) => randomProblem(specification as MlpSpecification, rows, seed));

/** All that an objective can say at the problem's parameters, and the product at an older linearisation. */
function answers(objective: MlpObjective, { parameters, direction, specification }: MlpProblem) {
  const first = objective.linearize(parameters);
  const value = objective.value(parameters.map((entry) => entry + 0.01));
  const product = new Float64Array(objective.dimension);
  first.hessian.apply(direction, product);
  const statistics = objective.batchStatistics(parameters);
  const running = (specification.batchNorm ? specification.layers.slice(1, -1) : []).map((units) => ({
    mean: new Float64Array(units).fill(0.3),
    variance: new Float64Array(units).fill(2),
  }));
  const inference = objective.inferenceLoss(parameters, running);
  objective.dispose();
  return { first, value, product, statistics, inference };
}

/** The sizes of what is added up: a result that cancels to nothing has the error of its parts. */
function expectAgreement(create: typeof referenceObjective, problem: MlpProblem): void {
  const { specification, inputs, targets } = problem;
  const expected = answers(referenceObjective(specification, inputs, targets), problem);
  const actual = answers(create(specification, inputs, targets), problem);
  const slope = 1 + largestMagnitude(expected.first.gradient);
  expectClose([actual.first.value], [expected.first.value], FLOAT32);
  expectClose([actual.value], [expected.value], FLOAT32);
  expectClose([actual.inference], [expected.inference], FLOAT32);
  expectClose(actual.first.gradient, expected.first.gradient, FLOAT32, slope);
  expectClose(actual.product, expected.product, FLOAT32, slope + largestMagnitude(expected.product));
  expect(actual.statistics.length).toBe(expected.statistics.length);
  actual.statistics.forEach(({ mean, variance }, i) => {
    expectClose(mean, expected.statistics[i]!.mean, FLOAT32, 1);
    expectClose(variance, expected.statistics[i]!.variance, FLOAT32, 1);
  });
}

describe.each(backends)('the closed form in operations of the %s backend', (name) => {
  let create: typeof referenceObjective;
  beforeAll(async () => {
    create = tensorsEngine(await openBackend(name)).createObjective;
  });

  test.each(mlpCases)('is the reference with $name', ({ build }) => expectAgreement(create, build()));

  test('is the reference on 60 random networks', () => {
    fc.assert(
      fc.property(anyProblem, (problem) => expectAgreement(create, problem)),
      { seed: 4, numRuns: 60 },
    );
  });

  test('is the reference for linear regression, one row, one unit and a single weight', () => {
    for (const [layers, rows] of [
      [[3, 2], 7],
      [[3, 4, 2], 1],
      [[2, 1, 1], 5],
      [[1, 1], 1],
    ] as const) {
      for (const batchNorm of [null, { epsilon: 0.1, momentum: 0.9 }]) {
        expectAgreement(create, randomProblem({ layers, activation: 'sigmoid', batchNorm }, rows, 6));
      }
    }
  });

  describe.each(mlpCases.filter((_, i) => i % 2 === 0))('the operator with $name', ({ build }) => {
    operatorContract(() => {
      const { specification, inputs, targets, parameters } = build();
      return create(specification, inputs, targets).linearize(parameters).hessian;
    }, FLOAT32);
  });
});
