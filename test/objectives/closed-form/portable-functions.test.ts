import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { mlpLayout } from '../../../src/models/layout.ts';
import { matrix } from '../../../src/numerics/matrix.ts';
import { randomStream } from '../../../src/numerics/random.ts';
import { closedFormObjective } from '../../../src/objectives/closed-form/objective.ts';
import { portableExp, portableTanh } from '../../../src/objectives/closed-form/portable-functions.ts';

/** x, then eˣ and tanh x correctly rounded to float64, as bits: from mpmath 1.3 with 400 bits. */
const EXACT: [number, string, string][] = [
  [-745.0, '0000000000000001', 'bff0000000000000'],
  [-708.5, '000e6cf6d08897ac', 'bff0000000000000'],
  [-200.125, '2de36f99bb410aed', 'bff0000000000000'],
  [-30.5, '3d2ff3864232b407', 'bff0000000000000'],
  [-14.2, '3ea6d802ee0c6828', 'bfefffffffffdf63'],
  [-5.5, '3f70bd4a5aca7728', 'bfefffb9f2fc1e91'],
  [-2.25, '3fbafb718e8457f7', 'bfef4bfd6c2dfd1e'],
  [-1.04, '3fd69f0062e862fe', 'bfe8e47583bcb9cb'],
  [-0.5, '3fe368b2fc6f960a', 'bfdd9353d7568af3'],
  [-0.17, '3feaff4d5b82275f', 'bfc58d8296a405bd'],
  [-3e-5, '3fefffc1161d3e25', 'beff75104d2c951e'],
  [1e-9, '3ff000000044b830', '3e112e0be826d695'],
  [0.01, '3ff0292a5d2f2226', '3f847ab48ae4595e'],
  [0.34657359027997264, '3ff6a09e667f3bcc', '3fd5555555555555'],
  [0.35, '3ff6b4802c805dec', '3fd5872d4a8651d6'],
  [Math.LN2, '4000000000000000', '3fe3333333333333'],
  [0.99999, '4005befc4aae7caf', '3fe85ef1e658372c'],
  [1.0, '4005bf0a8b145769', '3fe85efab514f394'],
  [1.5, '4011ed3fe64fc541', '3fecf6f9786df577'],
  [3.7, '4044394144eeec81', '3feff5fdc948488c'],
  [9.0, '40bfa7157c470f82', '3fefffffefa59d78'],
  [21.9, '41e82afcca727c17', '3ff0000000000000'],
  [22.0, '41eab5adb9c43600', '3ff0000000000000'],
  [88.7, '47ef4705bbffae5c', '3ff0000000000000'],
  [709.7, '7fed75ae7a50ee14', '3ff0000000000000'],
];

/** Units in the last place between two floats of the same sign. */
function ulpsBetween(x: number, y: number): number {
  return Number(bitsOf(x) - bitsOf(y));
}

function bitsOf(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigInt64(0);
}

function fromBits(hex: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

/** SHA-256 of the bits, high byte first. */
function digest(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value);
  });
  return createHash('sha256').update(view).digest('hex');
}

describe('the portable functions', () => {
  test.each(EXACT)('at %f are within 1 ulp (exp) and 2 ulp (tanh) of the exact value', (x, exp, tanh) => {
    expect(Math.abs(ulpsBetween(portableExp(x), fromBits(exp)))).toBeLessThanOrEqual(1);
    expect(Math.abs(ulpsBetween(portableTanh(x), fromBits(tanh)))).toBeLessThanOrEqual(2);
  });

  test('are within 2 ulp of the engine’s own over their whole range', () => {
    let worst = 0;
    for (let i = -50_000; i <= 50_000; i++) {
      // Cubed, so that the points lie densest about 0.
      const x = 700 * (i / 50_000) ** 3;
      worst = Math.max(worst, Math.abs(ulpsBetween(portableExp(x), Math.exp(x))));
      worst = Math.max(worst, Math.abs(ulpsBetween(portableTanh(x), Math.tanh(x))));
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  test('have the limits and special values of Math.exp and Math.tanh', () => {
    for (const x of [Number.NaN, 0, -0, Infinity, -Infinity, 709.9, -745.2, -746, 5e-324, -1e-300, 1e-20]) {
      expect(portableExp(x)).toBe(Math.exp(x));
      expect(portableTanh(x)).toBe(Math.tanh(x));
    }
  });

  test('give these very bits on every engine and processor', () => {
    const points = Float64Array.from({ length: 20_001 }, (_, i) => (i - 10_000) / 400);
    expect(digest(points.map(portableExp))).toBe(
      '43ac532483eca3c745f94fd5b8ede12c3a94a22ba9e0fe102e9bdb6be92490de',
    );
    expect(digest(points.map(portableTanh))).toBe(
      '4c70239708856ea131dea58ed9dbcaab7d97feb14fcc5fca626dacb1bce3953d',
    );
  });
});

test.each([
  ['tanh', 'd6ea232999ee8c7cbf54e38154e3dd0ea089c67399ae8ccad81505bc523a347c'],
  ['sigmoid', '700cd2c1e44ca39d0db32d280ac6bc6bf859a8fe8e6d3847b9eb5fb23d599f8a'],
] as const)('a portable objective with %s gives these very bits', (activation, expected) => {
  const batchNorm = { epsilon: 1e-3, momentum: 0.99 };
  const specification = { layers: [5, 7, 6, 2], activation, batchNorm };
  // Uniform numbers: normal ones would bring in the engine's Math.log.
  const stream = randomStream(9, 'portable');
  const uniform = (length: number) => Float64Array.from({ length }, () => 2 * stream.uniform() - 1);
  const { dimension } = mlpLayout(specification);
  const [inputs, targets] = [matrix(31, 5, uniform(31 * 5)), matrix(31, 2, uniform(31 * 2))];
  const [parameters, direction] = [uniform(dimension), uniform(dimension)];
  const objective = closedFormObjective(specification, inputs, targets, { portable: true });
  const { value, gradient, hessian } = objective.linearize(parameters);
  const product = new Float64Array(dimension);
  hessian.apply(direction, product);
  expect(digest(Float64Array.of(value, ...gradient, ...product))).toBe(expected);
});
