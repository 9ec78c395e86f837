import { describe, expect, test } from 'vitest';
import { matrix } from '../../src/numerics/matrix.ts';
import { quadraticObjective } from '../../src/objectives/quadratic.ts';
import { operatorContract } from '../support/operator-contract.ts';

/** Two terms a row. */
const ROUNDING = 1e-15;

const a = matrix(2, 2, Float64Array.of(2, 1, 1, 3));
const b = Float64Array.of(1, -1);

describe('the quadratic ½xᵀAx − bᵀx', () => {
  const objective = quadraticObjective(a, b);
  const x = Float64Array.of(1, 2);

  test('has the value, gradient and product worked out by hand', () => {
    // Ax = (4, 7): value ½·(4 + 14) − (1 − 2) = 10, gradient (4 − 1, 7 + 1).
    const gradient = new Float64Array(2);
    expect(objective.value(x)).toBe(10);
    expect(objective.gradient(x, gradient)).toBe(10);
    expect(gradient).toEqual(Float64Array.of(3, 8));
    const linearization = objective.linearize(x);
    const product = new Float64Array(2);
    linearization.hessian.apply(Float64Array.of(1, -1), product);
    expect(linearization.value).toBe(10);
    expect(linearization.gradient).toEqual(gradient);
    expect(product).toEqual(Float64Array.of(1, -2));
  });

  test('has no gradient at A⁻¹b', () => {
    const gradient = new Float64Array(2);
    objective.gradient(Float64Array.of(0.8, -0.6), gradient);
    for (const entry of gradient) expect(Math.abs(entry)).toBeLessThan(ROUNDING);
  });

  operatorContract(() => objective.linearize(x).hessian, ROUNDING);
});

describe('what is no quadratic is refused', () => {
  test('an asymmetric matrix, with both entries and the remedy', () => {
    expect(() => quadraticObjective(matrix(2, 2, Float64Array.of(1, 2, 3, 4)), b)).toThrow(
      /A\(1, 0\) = 3 and A\(0, 1\) = 2; use \(A \+ Aᵀ\)\/2/,
    );
  });

  test('a matrix that is not square', () => {
    expect(() => quadraticObjective(matrix(2, 3), b)).toThrow(/2 × 3/);
  });

  test('vectors of another length', () => {
    const objective = quadraticObjective(a, b);
    expect(() => quadraticObjective(a, new Float64Array(3))).toThrow(/length 2, received length 3/);
    expect(() => objective.value(new Float64Array(3))).toThrow(/length 2, received length 3/);
    expect(() => objective.gradient(b, new Float64Array(1))).toThrow(/length 2, received length 1/);
  });
});
