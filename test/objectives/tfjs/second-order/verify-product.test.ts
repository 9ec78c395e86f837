import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { verifyProduct } from '../../../../src/objectives/tfjs/second-order/index.ts';

/** Gradient and Hessian-vector product of Σᵢ aᵢ·φ(pᵢ) + ½ (Σᵢ pᵢ)², rounded to float32 like TensorFlow.js's. */
function separable(first: (x: number) => number, second: (x: number) => number, a: (i: number) => number) {
  const total = (p: Float64Array) => p.reduce((sum, x) => sum + x, 0);
  return (parameters: Float64Array) => ({
    parameters,
    gradient: (p: Float64Array, out: Float64Array) => {
      const q = p.map(Math.fround);
      out.set(q.map((x, i) => Math.fround(a(i) * first(x) + total(q))));
    },
    product: (v: Float64Array, out: Float64Array) => {
      out.set(v.map((x, i) => Math.fround(a(i) * second(parameters[i]!) * x + total(v))));
    },
  });
}

const slope = (x: number) => 1 - Math.tanh(x) ** 2;
const curvature = (x: number) => -2 * Math.tanh(x) * slope(x);
const net = separable(slope, curvature, (i) => 1 + (i % 3));
const linear = separable(
  () => 0.37,
  () => 0,
  () => 1,
);

/** Away from zero, where tanh has no curvature to verify. */
const points = fc
  .array(fc.tuple(fc.double({ min: 0.2, max: 2, noNaN: true }), fc.boolean()), {
    minLength: 2,
    maxLength: 30,
  })
  .map((values) => Float64Array.from(values, ([size, negative]) => Math.fround(negative ? -size : size)));

describe('verifyProduct', () => {
  test.prop([points])('accepts the true product of a smooth function wherever it is', (p) => {
    verifyProduct(net(p));
  });

  test.prop([points, fc.integer({ min: 0, max: 29 })])(
    'rejects a product that lacks one term',
    (p, which) => {
      const true_ = net(p);
      const entry = which % p.length;
      const product = (v: Float64Array, out: Float64Array) => {
        true_.product(v, out);
        out[entry]! += 0.2 * Math.hypot(...out) + 0.1;
      };
      expect(() => verifyProduct({ ...true_, product })).toThrow(/is wrong/);
    },
  );

  it('names the operations, both norms and the remedy', () => {
    const check = net(Float64Array.of(0.4, -0.8, 1.1));
    const product = (_: Float64Array, out: Float64Array) => out.fill(1);
    expect(() => verifyProduct({ ...check, product, operations: ['mine', 'FancyOp'] })).toThrow(
      /^The Hessian-vector product through mine, FancyOp is wrong: norm 1\.732, by differences .* Compose the operation/,
    );
  });

  it('accepts zero for a function without curvature, and rejects anything else', () => {
    const sum = (p: Float64Array) => ({
      ...linear(p),
      gradient: (_: Float64Array, out: Float64Array) => out.fill(0.37),
      product: (_: Float64Array, out: Float64Array) => out.fill(0),
    });
    const check = sum(Float64Array.of(0.3, -1.2));
    verifyProduct(check);
    expect(() => verifyProduct({ ...check, product: (_, out) => out.fill(0.01) })).toThrow(/is wrong/);
  });

  it('rejects zero for a function with curvature', () => {
    const check = net(Float64Array.of(0.3, -1.2));
    expect(() => verifyProduct({ ...check, product: (_, out) => out.fill(0) })).toThrow(/is wrong/);
  });

  it('accepts a piecewise linear gradient with kinks near the point', () => {
    const kinked = separable(
      (x) => Math.max(x, 0),
      (x) => (x > 0 ? 1 : 0),
      () => 1,
    );
    verifyProduct(kinked(Float64Array.of(1, -1, 0.03, 2, -0.5, 0.7, -0.04)));
  });

  it('reports a gradient that changes from call to call, as with dropout', () => {
    let calls = 0;
    const check = net(Float64Array.of(0.3, -1.2));
    const gradient = (p: Float64Array, out: Float64Array) => {
      check.gradient(p, out);
      out[calls++ % 2] = 0;
    };
    expect(() => verifyProduct({ ...check, gradient })).toThrow(
      /gradient changes from call to call.*training: false/s,
    );
  });

  it('reports a product that is not finite', () => {
    const check = net(Float64Array.of(0.3, -1.2));
    expect(() => verifyProduct({ ...check, product: (_, out) => out.fill(Number.NaN) })).toThrow(
      /not finite/,
    );
  });

  it('refuses to decide where the gradient jumps within every step', () => {
    const jumping = net(Float64Array.of(0.3, -1.2));
    const gradient = (p: Float64Array, out: Float64Array) => {
      out.set(p.map((x) => Math.sin(1e7 * x)));
    };
    expect(() => verifyProduct({ ...jumping, gradient })).toThrow(/cannot be verified|is wrong/);
  });
});
