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

  test('with fused multiply-add is there on every Node that is supported', () => {
    expect(hasVariant('wasm-simd')).toBe(true);
    expect(hasVariant('wasm-simd-fma')).toBe(true);
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

// 45 rows are one chunk; 4000 are 16, which threads share, with a last block and a last chunk of their own.
test.each([
  ['float64', 'tanh', 45, 'd144d59f29fa966949f9f125142f5053b519647f9cacd7aeea72f001a389becf'],
  ['float64', 'sigmoid', 45, '285c7c7c092b9b1ddff7a1ac0be91905d52e677a6c31d6451008619146d05da4'],
  ['float64', 'tanh', 4000, '66ed93024cb966b6b4de3f9a5d4cd4600d344f1fc166916bd188f854f5081f53'],
  ['float32', 'tanh', 45, '5711b2581e13c4f31310a4ce9a3f0ba7600a79bf8b25233384b07364bf45248d'],
  ['float32', 'sigmoid', 45, '507ce138c570e7c14bcdbb20b0dfdd8e4fe211d01e5d2d228f892c587691ca70'],
  ['float32', 'tanh', 4000, '34f3489a2ebaf4a84bd9d38ff4cff7f264b3c89eddf2ea91003879e570404d4e'],
] as const)(
  'a deterministic objective in %s with %s and %i rows gives these very bits on every runtime and number of threads',
  (precision, activation, rows, expected) => {
    const batchNorm = { epsilon: 1e-3, momentum: 0.99 };
    const specification = { layers: [5, 7, 6, 2], activation, batchNorm };
    // Uniform numbers: normal ones would bring in the engine's Math.log.
    const stream = randomStream(9, 'deterministic');
    const uniform = (length: number) => Float64Array.from({ length }, () => 2 * stream.uniform() - 1);
    const { dimension } = mlpLayout(specification);
    const [inputs, targets] = [matrix(rows, 5, uniform(rows * 5)), matrix(rows, 2, uniform(rows * 2))];
    const [parameters, direction] = [uniform(dimension), uniform(dimension)];
    for (const threads of [1, 2, 8]) {
      const options = { precision, deterministic: true, threads };
      const objective = closedFormObjective(specification, inputs, targets, options);
      const { value, gradient, hessian } = objective.linearize(parameters);
      const product = new Float64Array(dimension);
      hessian.apply(direction, product);
      expect(digest(Float64Array.of(value, ...gradient, ...product))).toBe(expected);
    }
  },
);
