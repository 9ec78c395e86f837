/**
 * The Gauss-Newton matrix against Jᵀ·J·2/(n·K), with the Jacobian J of all predictions taken by central differences of
 * a forward pass that is written out here. It alone catches a term of second derivatives that is left in, and a
 * Jacobian that takes the statistics of batch norm for constants.
 */
import { describe, expect, test } from 'vitest';
import type { LinearOperator } from '../../../src/numerics/linear-operator.ts';
import { dot } from '../../../src/numerics/vector.ts';
import { type MlpProblem, mlpCases, randomProblem } from '../../support/cases.ts';
import { expectClose } from '../../support/close.ts';
import { closedForms, kernelObjective } from '../../support/closed-forms.ts';
import { predictions } from '../../support/predictions.ts';

/** Central differences: truncation 1e-10 times the third derivative, rounding 1e-16/1e-5; both enter twice. */
const STEP = 1e-5;
const TOLERANCE = 1e-7;
/** Products of the same order that are exact up to rounding in some thousand operations. */
const ROUNDING = 1e-12;

/** J·v, [rows · outputs]. */
function jacobianProduct(problem: MlpProblem, v: Float64Array): Float64Array {
  const moved = (step: number) =>
    predictions(
      problem,
      problem.parameters.map((x, i) => x + step * v[i]!),
    );
  const [ahead, behind] = [moved(STEP), moved(-STEP)];
  return Float64Array.from(ahead, (y, i) => (y - behind[i]!) / (2 * STEP));
}

function unitVectors(dimension: number): Float64Array[] {
  return Array.from({ length: dimension }, (_, i) => {
    const unit = new Float64Array(dimension);
    unit[i] = 1;
    return unit;
  });
}

/** The columns A·eᵢ, all in one go. */
function columns(operator: LinearOperator): Float64Array[] {
  const outs = unitVectors(operator.dimension).map((unit) => unit.fill(0));
  operator.applyMany!(unitVectors(operator.dimension), outs);
  return outs;
}

describe.each(closedForms)('the Gauss-Newton matrix of the $name', ({ create }) => {
  const open = ({ specification, inputs, targets }: MlpProblem) => create(specification, inputs, targets);

  test.each(mlpCases)('is Jᵀ·J·2/(n·K): $name', ({ build }) => {
    const problem = build();
    const { gaussNewton, hessian } = open(problem).linearize(problem.parameters);
    const jacobian = unitVectors(problem.parameters.length).map((unit) => jacobianProduct(problem, unit));
    const factor = 2 / jacobian[0]!.length;
    const expected = jacobian.map((left) => jacobian.map((right) => factor * dot(left, right)));
    expectClose(
      columns(gaussNewton!).flatMap((column) => [...column]),
      expected.flat(),
      TOLERANCE,
    );
    // The Hessian has more to it, and is not disturbed.
    const [before, after] = [new Float64Array(hessian.dimension), new Float64Array(hessian.dimension)];
    open(problem).linearize(problem.parameters).hessian.apply(problem.direction, before);
    hessian.apply(problem.direction, after);
    expect(after).toEqual(before);
  });

  test('is the Hessian where the network is linear in its parameters', () => {
    const problem = randomProblem({ layers: [5, 3], activation: 'tanh', batchNorm: null }, 40, 1);
    const { gaussNewton, hessian } = open(problem).linearize(problem.parameters);
    expectClose(
      columns(gaussNewton!).flatMap((column) => [...column]),
      columns(hessian).flatMap((column) => [...column]),
      ROUNDING,
    );
  });
});

describe('a block of products', () => {
  // 1,633 parameters: the size at which full Hessians are wanted.
  const problem = randomProblem({ layers: [16, 32, 32, 1], activation: 'tanh', batchNorm: null }, 100, 2);
  const { specification, inputs, targets, parameters } = problem;
  const objective = kernelObjective('wasm-simd', specification, inputs, targets, { threads: 2 });
  const { hessian } = objective.linearize(parameters);

  test('gives the full Hessian of 1,633 parameters, symmetric to 1e-12', () => {
    const rows = columns(hessian);
    const scale = rows.reduce((most, row) => Math.max(most, ...row.map(Math.abs)), 0);
    let worst = 0;
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < i; j++) worst = Math.max(worst, Math.abs(rows[i]![j]! - rows[j]![i]!));
    }
    expect(worst / scale).toBeGreaterThan(0);
    expect(worst / scale).toBeLessThan(ROUNDING);
  });

  test('has the bits of products one by one, however many there are', () => {
    const vectors = Array.from({ length: 19 }, (_, k) => parameters.map((x, i) => x * Math.cos(i + k)));
    const [together, apart] = [vectors, vectors].map((list) =>
      list.map(() => new Float64Array(list[0]!.length)),
    );
    hessian.applyMany!(vectors, together!);
    for (const [k, vector] of vectors.entries()) hessian.apply(vector, apart![k]!);
    expect(together).toEqual(apart);
    hessian.applyMany!([], []);
  });
});
