import { describe, expect, test } from 'vitest';
import { arenaBytes, takeRegion } from '../../../../src/objectives/closed-form/kernel/arena.ts';
import { referenceObjective } from '../../../../src/objectives/closed-form/objective.ts';
import { randomProblem } from '../../../support/cases.ts';
import { expectClose } from '../../../support/close.ts';
import { kernelObjective } from '../../../support/closed-forms.ts';

const MIB = 2 ** 20;
const take = (bytes: number) => takeRegion('wasm-simd', bytes);

describe('WebAssembly memory', () => {
  test('is used again after an objective is disposed of, so that thousands of mini-batches need that of one', () => {
    const problem = randomProblem({ layers: [5, 9, 1], activation: 'tanh', batchNorm: null }, 50, 1);
    const { specification, inputs, targets, parameters } = problem;
    const gradient = new Float64Array(parameters.length);
    const batch = () => {
      const objective = kernelObjective('wasm-simd', specification, inputs, targets);
      objective.gradient(parameters, gradient);
      objective.dispose();
    };
    batch();
    const bytes = arenaBytes();
    for (let i = 0; i < 3000; i++) batch();
    expect(arenaBytes()).toBe(bytes);
  });

  test('keeps what objectives hold while it grows for others', () => {
    const problem = randomProblem({ layers: [3, 7, 2], activation: 'sigmoid', batchNorm: null }, 40, 2);
    const { specification, inputs, targets, parameters, direction } = problem;
    const { hessian } = kernelObjective('wasm-simd', specification, inputs, targets).linearize(parameters);
    const others = Array.from({ length: 20 }, () => take(MIB));
    for (const { floats, address } of others) floats(address, MIB / 8).fill(Number.NaN);
    const [product, expected] = [new Float64Array(direction.length), new Float64Array(direction.length)];
    hessian.apply(direction, product);
    referenceObjective(specification, inputs, targets)
      .linearize(parameters)
      .hessian.apply(direction, expected);
    // Roundings of some hundred operations.
    expectClose(product, expected, 1e-13);
    for (const { free } of others) free();
  });

  test('that is freed in any order becomes one piece again', () => {
    const regions = [100, 200, 300, 400, 500].map(take);
    const first = regions[0]!.address;
    for (const index of [1, 3, 2, 0, 4]) regions[index]!.free();
    const whole = take(64 * 8 + 1500);
    expect(whole.address).toBe(first);
    whole.free();
  });

  test('of a region beyond 64 MiB goes back to the system when the region is freed', () => {
    const small = take(64);
    const before = arenaBytes();
    const large = take(2 ** 30);
    expect(arenaBytes()).toBeGreaterThanOrEqual(before + 2 ** 30);
    large.free();
    expect(arenaBytes()).toBe(before);
    small.free();
  });

  test('beyond 4 GiB is refused with the amount and the remedy', () => {
    expect(() => take(5 * 2 ** 30)).toThrow(/5\.00 GiB.*at most 4 GiB; use fewer rows/);
  });
});

test('an objective that was disposed of refuses to compute, and to be disposed of again is harmless', () => {
  const problem = randomProblem({ layers: [2, 1], activation: 'linear', batchNorm: null }, 3, 3);
  const { specification, inputs, targets, parameters } = problem;
  const objective = kernelObjective('wasm-simd', specification, inputs, targets);
  objective.dispose();
  objective.dispose();
  expect(() => objective.value(parameters)).toThrow(/used after its dispose/);
});
