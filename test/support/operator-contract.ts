import { expect, test } from 'vitest';
import type { LinearOperator } from '../../src/numerics/linear-operator.ts';
import { randomStream, randomUnitVector } from '../../src/numerics/random.ts';
import { dot, norm } from '../../src/numerics/vector.ts';
import { expectClose, largestMagnitude } from './close.ts';

/**
 * Registers the tests that every LinearOperator has to pass: linear, symmetric, the same bits for the same
 * vector, its argument untouched, wrong lengths refused. Call it inside a `describe` that names the operator.
 *
 * @param open makes the operator; called once for each test
 * @param tolerance relative to the sizes of the products: about 100 units in the last place of its precision
 */
export function operatorContract(
  open: () => LinearOperator | Promise<LinearOperator>,
  tolerance: number,
): void {
  const vectors = (dimension: number) => {
    const stream = randomStream(20, 'operator contract');
    return [randomUnitVector(stream, dimension), randomUnitVector(stream, dimension)] as const;
  };
  const product = (operator: LinearOperator, v: Float64Array) => {
    const out = new Float64Array(operator.dimension).fill(Number.NaN);
    operator.apply(v, out);
    return out;
  };

  test('the operator is linear', async () => {
    const operator = await open();
    const [u, v] = vectors(operator.dimension);
    const [au, av] = [product(operator, u), product(operator, v)];
    const combined = u.map((entry, i) => 3 * entry - 0.5 * v[i]!);
    const scale = 3 * largestMagnitude(au) + largestMagnitude(av);
    expectClose(
      product(operator, combined),
      au.map((entry, i) => 3 * entry - 0.5 * av[i]!),
      tolerance,
      scale,
    );
    expect(product(operator, new Float64Array(operator.dimension)).every((entry) => entry === 0)).toBe(true);
  });

  test('the operator is symmetric: uᵀAv = vᵀAu', async () => {
    const operator = await open();
    const [u, v] = vectors(operator.dimension);
    const [au, av] = [product(operator, u), product(operator, v)];
    expectClose([dot(u, av)], [dot(v, au)], tolerance, norm(au) + norm(av));
  });

  test('the same vector gives the same bits, and is left as it was', async () => {
    const operator = await open();
    const [u, v] = vectors(operator.dimension);
    const before = u.slice();
    const first = product(operator, u);
    product(operator, v);
    expect(product(operator, u)).toEqual(first);
    expect(u).toEqual(before);
  });

  test('a vector or a result of another length is refused with both lengths', async () => {
    const operator = await open();
    const { dimension } = operator;
    const right = new Float64Array(dimension);
    const long = new Float64Array(dimension + 1);
    const message = new RegExp(`length ${dimension}\\b.*length ${dimension + 1}\\b`);
    expect(() => operator.apply(long, right)).toThrow(message);
    expect(() => operator.apply(right, long)).toThrow(message);
  });
}
