/**
 * Every number of threads gives the same bits: that alone shows that no chunk is lost, run twice or added in another
 * order. The random problems are small, so that threads meet in the claims rather than in long computations.
 */
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
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

/** Value, gradient, products with both matrices, also as a block, and a gradient elsewhere, one behind the other. */
function answers(objective: MlpObjective, { parameters, direction }: MlpProblem): Float64Array {
  const { value, gradient, hessian, gaussNewton } = objective.linearize(parameters);
  const outs = Array.from({ length: 5 }, () => new Float64Array(gradient.length));
  hessian.apply(direction, outs[0]!);
  gaussNewton!.apply(direction, outs[1]!);
  hessian.applyMany!([outs[0]!, direction, outs[1]!], outs.slice(2));
  const [elsewhere, slope] = [parameters.map((entry) => entry + 0.01), new Float64Array(gradient.length)];
  const there = objective.gradient(elsewhere, slope);
  const back = objective.value(parameters);
  return Float64Array.of(value, ...gradient, ...outs.flatMap((out) => [...out]), there, ...slope, back);
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
    fc.assert(fc.property(anyProblem, check), { numRuns: 12 });
  });

  test('when objectives take turns, come and go', () => {
    const problems = [1, 2, 3].map((seed) =>
      randomProblem({ layers: [9, 33, 17, 2], activation: 'tanh', batchNorm: null }, 900 + seed, seed),
    );
    const expected = problems.map((problem) => answers(open(problem, 1), problem));
    for (let round = 0; round < 12; round++) {
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

/** Runs a module in a process of its own and returns what it prints. */
function runScript(source: string, flags: readonly string[] = []): string {
  const url = (path: string) => JSON.stringify(new URL(`../../../../${path}`, import.meta.url).href);
  const imports = `
    const { closedFormEngine } = await import(${url('src/objectives/closed-form/engine.ts')});
    const { randomProblem } = await import(${url('test/support/cases.ts')});`;
  const tsx = import.meta.resolve('tsx');
  const node = [...flags, '--import', tsx, '--input-type=module', '--eval', imports + source];
  return execFileSync(process.execPath, node, { encoding: 'utf8', timeout: 30_000 });
}

test('a process ends by itself while its workers sleep', () => {
  const output = runScript(`
    const problem = randomProblem({ layers: [8, 64, 1], activation: 'tanh', batchNorm: null }, 9000, 1);
    const { specification, inputs, targets, parameters } = problem;
    const objective = closedFormEngine({ threads: 3 }).createObjective(specification, inputs, targets);
    for (let i = 0; i < 50; i++) objective.linearize(parameters.map((entry) => entry + i));
    await new Promise((resolve) => setTimeout(resolve, 100));
    console.log('done');`);
  expect(output).toBe('done\n');
});

// In V8 11 its code lost count of the stages whenever the instruction that waits for memory did wait.
test("the code of V8's baseline compiler gives the same bits on every number of threads", () => {
  const output = runScript(
    `
    const problem = randomProblem({ layers: [8, 96, 96, 1], activation: 'tanh', batchNorm: null }, 300, 1);
    const { specification, inputs, targets, parameters, direction } = problem;
    const results = [1, 2, 4, 8].flatMap((threads) => {
      const objective = closedFormEngine({ threads }).createObjective(specification, inputs, targets);
      const { hessian } = objective.linearize(parameters);
      return Array.from({ length: 10 }, () => {
        const product = new Float64Array(parameters.length);
        hessian.apply(direction, product);
        return product.join();
      });
    });
    console.log(new Set(results).size, results[0].startsWith('0,'));`,
    ['--liftoff-only'],
  );
  expect(output).toBe('1 false\n');
});
