/**
 * Every number of threads gives the same bits: that alone shows that no chunk is lost, run twice or added in another
 * order. The random problems are small, so that threads meet in the claims rather than in long computations.
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MlpSpecification } from '../../../../src/models/specification.ts';
import { chooseThreads } from '../../../../src/objectives/closed-form/kernel/threads.ts';
import type { MlpObjective } from '../../../../src/objectives/contract.ts';
import { type MlpProblem, randomProblem } from '../../../support/cases.ts';
import { kernelObjective, kernelVariants } from '../../../support/closed-forms.ts';

const THREADS = [1, 2, 3, 8] as const;

/** Large enough to be shared among threads, with every kind of last block and last chunk. */
const anyProblem = fc
  .record({
    layers: fc.tuple(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 8, max: 40 }),
      fc.integer({ min: 8, max: 40 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    activation: fc.constantFrom('relu', 'sigmoid', 'tanh'),
    batchNorm: fc.option(fc.constant({ epsilon: 0.01, momentum: 0.9 })),
    rows: fc.integer({ min: 600, max: 3000 }),
    seed: fc.nat(),
  })
  .map(({ rows, seed, ...specification }) => randomProblem(specification as MlpSpecification, rows, seed));

/** Value, gradient, two products and a value elsewhere, one behind the other. */
function answers(objective: MlpObjective, { parameters, direction }: MlpProblem): Float64Array {
  const { value, gradient, hessian } = objective.linearize(parameters);
  const [first, second] = [new Float64Array(gradient.length), new Float64Array(gradient.length)];
  hessian.apply(direction, first);
  hessian.apply(first, second);
  const elsewhere = objective.value(parameters.map((entry) => entry + 0.01));
  return Float64Array.of(value, ...gradient, ...first, ...second, elsewhere);
}

describe.each(kernelVariants)('the kernel %s gives the same bits on 1, 2, 3 and 8 threads', (variant) => {
  const open = ({ specification, inputs, targets }: MlpProblem, threads: number, cacheBytes = Infinity) =>
    kernelObjective(variant, specification, inputs, targets, { threads, cacheBytes });

  test('on random problems, whether caches are kept, computed anew, or each for a part of the rows', () => {
    const check = (problem: MlpProblem) => {
      const [expected, ...others] = [Infinity, 400_000, 0].flatMap((cacheBytes) =>
        THREADS.map((threads) => {
          const objective = open(problem, threads, cacheBytes);
          const result = answers(objective, problem);
          objective.dispose();
          return result;
        }),
      );
      for (const other of others) expect(other).toEqual(expected);
    };
    fc.assert(fc.property(anyProblem, check), { numRuns: 25 });
  });

  test('when objectives take turns, come and go', () => {
    const problems = [1, 2, 3].map((seed) =>
      randomProblem({ layers: [9, 33, 17, 2], activation: 'tanh', batchNorm: null }, 900 + seed, seed),
    );
    const expected = problems.map((problem) => answers(open(problem, 1), problem));
    for (let round = 0; round < 30; round++) {
      const opened = problems.map((problem, i) => open(problem, THREADS[(round + i) % THREADS.length]!));
      opened.forEach((objective, i) => {
        expect(answers(objective, problems[i]!)).toEqual(expected[i]);
        if (i !== round % 3) objective.dispose();
      });
      const left = round % 3;
      expect(answers(opened[left]!, problems[left]!)).toEqual(expected[left]);
      opened[left]!.dispose();
    }
  });

  test('in a memory of its own, which ends with the objective', () => {
    // 64 MiB of caches and more.
    const specification: MlpSpecification = { layers: [4, 64, 64, 1], activation: 'relu', batchNorm: null };
    const problem = randomProblem(specification, 20_000, 7);
    const expected = answers(open(problem, 1, 0), problem);
    for (let round = 0; round < 3; round++) {
      const objective = open(problem, 2);
      expect(answers(objective, problem)).toEqual(expected);
      objective.dispose();
    }
  });
});

describe('the number of threads', () => {
  const automatic = Math.min(4, availableParallelism());

  test('is that of the processors, at most 4, unless the environment or the caller say otherwise', () => {
    expect(chooseThreads(undefined, {})).toBe(automatic);
    expect(chooseThreads('auto', { HESSIAN_LAB_THREADS: '' })).toBe(automatic);
    expect(chooseThreads('auto', { HESSIAN_LAB_THREADS: 'auto' })).toBe(automatic);
    expect(chooseThreads('auto', { HESSIAN_LAB_THREADS: '7' })).toBe(7);
    expect(chooseThreads(3, { HESSIAN_LAB_THREADS: '7' })).toBe(3);
  });

  test.each(['0', '9', '2.5', 'two', '-1'])('cannot be %s', (setting) => {
    expect(() => chooseThreads('auto', { HESSIAN_LAB_THREADS: setting })).toThrow(
      `HESSIAN_LAB_THREADS: received "${setting}", allowed are 1 to 8 and auto; unset it for auto`,
    );
    expect(() => chooseThreads(Number(setting), {})).toThrow(/threads: received .*allowed are 1 to 8/);
  });
});

test('a process ends by itself while its workers sleep', () => {
  const engine = new URL('../../../../src/objectives/closed-form/engine.ts', import.meta.url);
  const script = `
    const { closedFormEngine } = await import(${JSON.stringify(engine.href)});
    const matrix = (rows, columns) => ({ rows, columns, values: new Float64Array(rows * columns).fill(0.5) });
    const specification = { layers: [8, 64, 1], activation: 'tanh', batchNorm: null };
    const objective = closedFormEngine({ threads: 3 }).createObjective(specification, matrix(9000, 8), matrix(9000, 1));
    const parameters = new Float64Array(objective.dimension).fill(0.1);
    for (let i = 0; i < 50; i++) objective.linearize(parameters.map((entry) => entry + i));
    await new Promise((resolve) => setTimeout(resolve, 100));
    console.log('done');
  `;
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const output = execFileSync(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(output).toBe('done\n');
});
