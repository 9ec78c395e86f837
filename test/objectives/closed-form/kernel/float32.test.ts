/**
 * The float32 kernel against the reference in float64, on networks of any shape: widths around the tiles of 4 and 2
 * features, rows around the blocks of 32, 1 to 6 layers. It alone catches a sum or a statistic that is kept in the wrong
 * precision.
 */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { MlpSpecification } from '../../../../src/models/specification.ts';
import { matrix } from '../../../../src/numerics/matrix.ts';
import { randomStream } from '../../../../src/numerics/random.ts';
import { dot, norm } from '../../../../src/numerics/vector.ts';
import { referenceObjective } from '../../../../src/objectives/closed-form/objective.ts';
import type { MlpObjective } from '../../../../src/objectives/contract.ts';
import { type MlpProblem, randomProblem } from '../../../support/cases.ts';
import { expectClose, largestMagnitude } from '../../../support/close.ts';
import { kernelObjective, singleVariants } from '../../../support/closed-forms.ts';

/** One rounding of float32. */
const UNIT = 2 ** -24;

/**
 * An error may be so many times what one rounding of each number that goes in amounts to, which is measured: by how much
 * the reference changes when all of them move by up to one. Where such a number makes a term of a sum move by one
 * rounding, the kernel rounds the sums of up to 22 terms, which add up like a random walk, and the activation by up to
 * 3 units, which are 6.
 */
const ROUNDINGS = Math.sqrt(22) + 6;

/** Times that the reference is moved. */
const MOVES = 2;

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
    mapped(randomProblem(specification as MlpSpecification, rows, seed, 0.5, 2), Math.fround),
  );

/** The same problem with other numbers. */
function mapped(problem: MlpProblem, change: (x: number) => number): MlpProblem {
  const { specification, inputs, targets, parameters, direction } = problem;
  return {
    specification,
    inputs: matrix(inputs.rows, inputs.columns, inputs.values.map(change)),
    targets: matrix(targets.rows, targets.columns, targets.values.map(change)),
    parameters: parameters.map(change),
    direction: direction.map(change),
  };
}

/** All that an objective can say at the problem's parameters, by name. */
function answers(objective: MlpObjective, { parameters, direction, specification }: MlpProblem) {
  const { value, gradient, hessian } = objective.linearize(parameters);
  const [product, other] = [direction, direction.toReversed()].map((v) => {
    const out = new Float64Array(objective.dimension);
    hessian.apply(v, out);
    return out;
  });
  const statistics = objective.batchStatistics(parameters);
  const running = (specification.batchNorm ? specification.layers.slice(1, -1) : []).map((units) => ({
    mean: new Float64Array(units).fill(0.3),
    variance: new Float64Array(units).fill(2),
  }));
  const inference = objective.inferenceLoss(parameters, running);
  objective.dispose();
  return {
    value: Float64Array.of(value),
    inference: Float64Array.of(inference),
    gradient,
    product: product!,
    other: other!,
    means: Float64Array.from(statistics.flatMap(({ mean }) => [...mean])),
    variances: Float64Array.from(statistics.flatMap(({ variance }) => [...variance])),
  };
}

type Answers = ReturnType<typeof answers>;

const reference = (problem: MlpProblem) =>
  answers(referenceObjective(problem.specification, problem.inputs, problem.targets), problem);

/** What one rounding of each number amounts to in an answer; no less than one of the answer itself. */
function roundingOf(name: keyof Answers, expected: Answers, moved: readonly Answers[]): number {
  const changes = moved.map((other) => largestMagnitude(difference(other[name], expected[name])));
  return Math.max(UNIT * largestMagnitude(expected[name]), ...changes);
}

const difference = (x: Float64Array, y: Float64Array) => x.map((entry, i) => entry - y[i]!);

test('the float32 kernel agrees with the reference on 200 random problems, with caches and without', () => {
  const check = (problem: MlpProblem) => {
    const { specification, inputs, targets, direction } = problem;
    const stream = randomStream(1, 'roundings');
    const expected = reference(problem);
    const moved = Array.from({ length: MOVES }, () =>
      reference(mapped(problem, (x) => x * (1 + UNIT * (2 * stream.uniform() - 1)))),
    );
    for (const variant of singleVariants) {
      for (const cacheBytes of [Number.POSITIVE_INFINITY, 0]) {
        const kernel = kernelObjective(variant, specification, inputs, targets, { cacheBytes });
        const actual = answers(kernel, problem);
        for (const name of Object.keys(expected) as (keyof Answers)[]) {
          expectClose(actual[name], expected[name], ROUNDINGS, roundingOf(name, expected, moved));
        }
        const [uHv, vHu] = [dot(direction.toReversed(), actual.product), dot(direction, actual.other)];
        const rounding = roundingOf('product', expected, moved) + roundingOf('other', expected, moved);
        expectClose([uHv], [vHu], ROUNDINGS, norm(direction) * rounding);
      }
    }
  };
  fc.assert(fc.property(anyProblem, check), { seed: 3, numRuns: 200 });
});

describe.each(singleVariants)('the sums over rows of the kernel %s', (variant) => {
  /** One sum in float32 over all these rows was off by 1e-6; a row has roundings of some units of 6e-8. */
  const TOLERANCE = 2e-7;

  test.each([null, { epsilon: 1e-3, momentum: 0.99 }])(
    'do not lose precision over 100,000 rows (batch norm: %o)',
    (batchNorm) => {
      const problem = randomProblem({ layers: [4, 8, 1], activation: 'tanh', batchNorm }, 100_000, 5);
      const { specification, inputs, targets } = problem;
      const expected = answers(kernelObjective('wasm-simd', specification, inputs, targets), problem);
      const actual = answers(kernelObjective(variant, specification, inputs, targets), problem);
      for (const name of Object.keys(expected) as (keyof Answers)[]) {
        expectClose(actual[name], expected[name], TOLERANCE);
      }
    },
  );
});
