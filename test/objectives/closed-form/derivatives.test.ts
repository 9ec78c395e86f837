/**
 * Gradient against central differences of the value, product against central differences of the gradient, on
 * networks of any shape. They alone catch a derivative that is wrong only for some depth, width or row count.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MlpSpecification } from '../../../src/models/specification.ts';
import { dot } from '../../../src/numerics/vector.ts';
import { mlpCases, randomProblem } from '../../support/cases.ts';
import { expectClose, largestMagnitude } from '../../support/close.ts';
import { type ClosedForm, closedForms } from '../../support/closed-forms.ts';

/** Steps of 1e-5 along a unit-size direction: truncation 1e-10 times the third derivative, rounding 1e-16/1e-5. */
const STEP = 1e-5;
/** The larger of the two errors, with room for a third derivative of 10⁴ (batch norm over two or three rows). */
const TOLERANCE = 1e-6;
/** Against products of the same order that are exact up to rounding in some hundred operations. */
const ROUNDING = 1e-11;

/** 1 to 6 affine layers of 1 to 6 units on 1 to 9 rows. The kinks of relu have no place in difference quotients. */
const smoothProblem = fc
  .record({
    layers: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 7 }),
    activation: fc.constantFrom('linear', 'sigmoid', 'tanh'),
    batchNorm: fc.option(
      fc.record({ epsilon: fc.double({ min: 0.05, max: 1 }), momentum: fc.constant(0.9) }),
    ),
    rows: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(),
  })
  .map(({ rows, seed, ...specification }) => {
    const problem = randomProblem(specification as MlpSpecification, rows, seed);
    const scale = 1 / largestMagnitude(problem.direction);
    return { ...problem, direction: problem.direction.map((entry) => entry * scale) };
  });

/** (f(θ + hv) − f(θ − hv)) / 2h. */
function centralDifference(
  f: (parameters: Float64Array) => Float64Array,
  parameters: Float64Array,
  direction: Float64Array,
): Float64Array {
  const moved = (step: number) => f(parameters.map((entry, i) => entry + step * direction[i]!));
  const [ahead, behind] = [moved(STEP), moved(-STEP)];
  return ahead.map((entry, i) => (entry - behind[i]!) / (2 * STEP));
}

type Problem = ReturnType<typeof randomProblem>;

function open({ create }: ClosedForm, { specification, inputs, targets, parameters }: Problem) {
  const objective = create(specification, inputs, targets);
  const { hessian, value, gradient } = objective.linearize(parameters);
  const product = (v: Float64Array) => {
    const out = new Float64Array(objective.dimension);
    hessian.apply(v, out);
    return out;
  };
  const gradientAt = (at: Float64Array) => {
    const out = new Float64Array(objective.dimension);
    objective.gradient(at, out);
    return out;
  };
  return { objective, value, gradient, product, gradientAt };
}

function expectDerivativesToAgree(form: ClosedForm, problem: Problem): void {
  const { parameters, direction } = problem;
  const { objective, value, gradient, product, gradientAt } = open(form, problem);
  const slope = centralDifference((at) => Float64Array.of(objective.value(at)), parameters, direction);
  expectClose(slope, [dot(gradient, direction)], TOLERANCE, 1 + value + largestMagnitude(gradient));
  const curvature = centralDifference(gradientAt, parameters, direction);
  const expected = product(direction);
  expectClose(curvature, expected, TOLERANCE, 1 + largestMagnitude(gradient) + largestMagnitude(expected));
}

describe.each(closedForms)('$name', (form) => {
  describe('on networks of any shape', () => {
    test('gradient and product agree with central differences', () => {
      fc.assert(
        fc.property(smoothProblem, (problem) => expectDerivativesToAgree(form, problem)),
        { seed: 1, numRuns: 300 },
      );
    });

    test('products are symmetric and linear', () => {
      fc.assert(
        fc.property(smoothProblem, fc.double({ min: -9, max: 9, noNaN: true }), (problem, factor) => {
          const { product, gradient } = open(form, problem);
          const [u, v] = [gradient, problem.direction];
          const [hu, hv] = [product(u), product(v)];
          const scale = largestMagnitude(hu) + largestMagnitude(hv) + 1;
          expectClose([dot(u, hv)], [dot(v, hu)], ROUNDING, u.length * scale * (1 + largestMagnitude(u)));
          expectClose(
            product(v.map((entry, i) => entry + factor * u[i]!)),
            hv.map((entry, i) => entry + factor * hu[i]!),
            ROUNDING,
            10 * scale,
          );
        }),
        { seed: 2, numRuns: 300 },
      );
    });
  });

  describe.each(mlpCases)('with $name', ({ build }) => {
    test('gradient and product agree with central differences', () => {
      expectDerivativesToAgree(form, build());
    });
  });

  test('the Hessian of linear regression is 2/(nK)·X̃ᵀX̃ ⊗ I to the last bit', () => {
    // Whole numbers and nK = 16 keep every operation exact; X̃ has a column of ones for the bias.
    const [rows, inputs, outputs] = [8, 3, 2];
    const problem = randomProblem(
      { layers: [inputs, outputs], activation: 'tanh', batchNorm: null },
      rows,
      5,
    );
    problem.inputs.values.forEach((entry, i, values) => {
      values[i] = Math.round(4 * entry);
    });
    const { product, objective } = open(form, problem);
    const extended = (row: number, i: number) => (i < inputs ? problem.inputs.values[row * inputs + i]! : 1);
    for (let column = 0; column < objective.dimension; column++) {
      const unit = new Float64Array(objective.dimension);
      unit[column] = 1;
      const expected = Float64Array.from({ length: objective.dimension }, (_, index) => {
        if (index % outputs !== column % outputs) return 0;
        const [i, j] = [Math.floor(index / outputs), Math.floor(column / outputs)];
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += extended(row, i) * extended(row, j);
        return (2 / (rows * outputs)) * sum;
      });
      expect(product(unit)).toEqual(expected);
    }
  });

  test('relu has slope and curvature 0 at its kink', () => {
    const problem = randomProblem({ layers: [1, 1, 1], activation: 'relu', batchNorm: null }, 1, 6);
    problem.inputs.values[0] = 0;
    // kernel, bias of the hidden unit, then kernel, bias of the output: the unit sees exactly 0.
    problem.parameters.set([1, 0, 3, 0.5]);
    problem.targets.values[0] = 0;
    const { gradient, product } = open(form, problem);
    expect(gradient).toEqual(Float64Array.of(0, 0, 0, 1));
    expect(product(Float64Array.of(1, 1, 1, 1))).toEqual(Float64Array.of(0, 0, 0, 2));
  });
});
