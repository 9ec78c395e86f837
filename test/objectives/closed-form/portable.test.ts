/** The closed form without Node's threads and shared memory, as a web page loads it, gives Node's very bits. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { closedFormObjective } from '../../../src/objectives/closed-form/objective.ts';
import { loadClosedForm } from '../../../src/objectives/closed-form/portable.ts';
import type { MlpObjective } from '../../../src/objectives/contract.ts';
import { type MlpProblem, mlpCases, randomProblem } from '../../support/cases.ts';

const kernel = readFileSync(
  new URL('../../../src/objectives/closed-form/kernel/kernel.wasm', import.meta.url),
);

/** Value, gradient and a product, one behind the other. */
function answers(objective: MlpObjective, { parameters, direction }: MlpProblem): Float64Array {
  const { value, gradient, hessian } = objective.linearize(parameters);
  const product = new Float64Array(gradient.length);
  hessian.apply(direction, product);
  return Float64Array.of(value, ...gradient, ...product);
}

describe('the portable closed form', () => {
  const create = loadClosedForm(kernel);

  test.each(mlpCases)('gives the bits of the deterministic closed form: $name', ({ build }) => {
    const problem = build();
    const { specification, inputs, targets } = problem;
    const options = { deterministic: true };
    const expected = answers(closedFormObjective(specification, inputs, targets, options), problem);
    expect(answers(create(specification, inputs, targets), problem)).toEqual(expected);
  });

  test('stays right while its memory, which moves as it grows, makes room for other objectives', () => {
    const problem = randomProblem({ layers: [16, 32, 32, 1], activation: 'tanh', batchNorm: null }, 256, 4);
    const { specification, inputs, targets } = problem;
    const objective = create(specification, inputs, targets);
    const before = answers(objective, problem);
    const others = Array.from({ length: 30 }, () => create(specification, inputs, targets));
    for (const other of others) expect(answers(other, problem)).toEqual(before);
    expect(answers(objective, problem)).toEqual(before);
  });

  test('leaves the bytes it was given as they are, and says so when they are no kernel', () => {
    const bytes = Uint8Array.from(kernel);
    loadClosedForm(bytes);
    expect(bytes).toEqual(Uint8Array.from(kernel));
    expect(() => loadClosedForm(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))).toThrow(/no kernel/);
    expect(() => loadClosedForm(new Uint8Array(0))).toThrow(/no kernel/);
  });

  test('refuses data that do not fit the layers', () => {
    const { inputs, targets } = mlpCases[0]!.build();
    expect(() => create({ layers: [3, 1], activation: 'tanh', batchNorm: null }, inputs, targets)).toThrow(
      /need 3 input/,
    );
  });
});
