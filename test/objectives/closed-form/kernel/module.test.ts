import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { mlpLayout } from '../../../../src/models/layout.ts';
import { matrix } from '../../../../src/numerics/matrix.ts';
import { randomStream } from '../../../../src/numerics/random.ts';
import { chooseVariant, hasVariant } from '../../../../src/objectives/closed-form/kernel/module.ts';
import { closedFormObjective } from '../../../../src/objectives/closed-form/objective.ts';

describe('the variant of the kernel', () => {
  const best = hasVariant('wasm-simd-fma') ? 'wasm-simd-fma' : 'wasm-simd';

  test('is the one with fused multiply-add where the runtime has it', () => {
    expect(chooseVariant(false, {})).toBe(best);
    expect(chooseVariant(false, { HESSIAN_LAB_FMA: '' })).toBe(best);
    expect(chooseVariant(false, { HESSIAN_LAB_FMA: 'auto' })).toBe(best);
  });

  test('is the plain one for deterministic results, or when fused multiply-add is switched off', () => {
    expect(chooseVariant(true, {})).toBe('wasm-simd');
    expect(chooseVariant(false, { HESSIAN_LAB_FMA: 'off' })).toBe('wasm-simd');
  });

  test('cannot be chosen by another word', () => {
    expect(() => chooseVariant(false, { HESSIAN_LAB_FMA: 'no' })).toThrow(
      /HESSIAN_LAB_FMA: received "no", allowed are auto and off/,
    );
  });

  test('with fused multiply-add is there on every Node that has relaxed SIMD without a flag', () => {
    expect(hasVariant('wasm-simd')).toBe(true);
    expect(hasVariant('wasm-simd-fma')).toBe(Number(process.versions.node.split('.')[0]) >= 22);
  });
});

/** SHA-256 of the bits, high byte first. */
function digest(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => {
    view.setFloat64(8 * i, value);
  });
  return createHash('sha256').update(view).digest('hex');
}

test.each([
  ['float64', 'tanh', 'd144d59f29fa966949f9f125142f5053b519647f9cacd7aeea72f001a389becf'],
  ['float64', 'sigmoid', '285c7c7c092b9b1ddff7a1ac0be91905d52e677a6c31d6451008619146d05da4'],
  ['float32', 'tanh', '5711b2581e13c4f31310a4ce9a3f0ba7600a79bf8b25233384b07364bf45248d'],
  ['float32', 'sigmoid', '507ce138c570e7c14bcdbb20b0dfdd8e4fe211d01e5d2d228f892c587691ca70'],
] as const)(
  'a deterministic objective in %s with %s gives these very bits on every runtime',
  (precision, activation, expected) => {
    const batchNorm = { epsilon: 1e-3, momentum: 0.99 };
    const specification = { layers: [5, 7, 6, 2], activation, batchNorm };
    // Uniform numbers: normal ones would bring in the engine's Math.log.
    const stream = randomStream(9, 'deterministic');
    const uniform = (length: number) => Float64Array.from({ length }, () => 2 * stream.uniform() - 1);
    const { dimension } = mlpLayout(specification);
    const [inputs, targets] = [matrix(45, 5, uniform(45 * 5)), matrix(45, 2, uniform(45 * 2))];
    const [parameters, direction] = [uniform(dimension), uniform(dimension)];
    const objective = closedFormObjective(specification, inputs, targets, { precision, deterministic: true });
    const { value, gradient, hessian } = objective.linearize(parameters);
    const product = new Float64Array(dimension);
    hessian.apply(direction, product);
    expect(digest(Float64Array.of(value, ...gradient, ...product))).toBe(expected);
  },
);
