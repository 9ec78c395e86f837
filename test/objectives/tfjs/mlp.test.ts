/*
 * Oracle: the closed form in float64, which shares no line with autodiff. What only this file can catch: a wrong
 * gradient registered for a tfjs kernel, a tape that loses a dependency, a backend whose kernel differs.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { closedFormObjective } from '../../../src/objectives/closed-form/objective.ts';
import { openBackend } from '../../../src/objectives/tfjs/backend.ts';
import { tfjsEngine } from '../../../src/objectives/tfjs/engine.ts';
import { backends } from '../../support/backends.ts';
import { type MlpProblem, mlpCases } from '../../support/cases.ts';
import { expectClose } from '../../support/close.ts';
import { operatorContract } from '../../support/operator-contract.ts';

/** float32 has 6e-8; sums over 23 rows, three layers and batch norm's division lose about two digits. */
const FLOAT32 = 2e-5;

describe.each(backends)('on the %s backend', (name) => {
  let engine: ReturnType<typeof tfjsEngine>;
  beforeAll(async () => {
    engine = tfjsEngine(await openBackend(name));
  });
  const open = ({ specification, inputs, targets }: MlpProblem) =>
    engine.createObjective(specification, inputs, targets);

  describe.each(mlpCases)('$name', ({ build }) => {
    it('loss, gradient and Hessian-vector product are those of the closed form', () => {
      const problem = build();
      const { specification, inputs, targets, parameters, direction } = problem;
      const ours = open(problem);
      const oracle = closedFormObjective(specification, inputs, targets).linearize(parameters);
      const point = ours.linearize(parameters);
      const [product, expected] = [new Float64Array(ours.dimension), new Float64Array(ours.dimension)];
      point.hessian.apply(direction, product);
      oracle.hessian.apply(direction, expected);
      expectClose([point.value], [oracle.value], FLOAT32);
      expectClose(point.gradient, oracle.gradient, FLOAT32);
      expectClose(product, expected, FLOAT32);
      ours.dispose();
    });

    it('gradient, value and linearisation agree with one another', () => {
      const problem = build();
      const ours = open(problem);
      const gradient = new Float64Array(ours.dimension);
      const value = ours.gradient(problem.parameters, gradient);
      const point = ours.linearize(problem.parameters);
      expect(value).toBe(ours.value(problem.parameters));
      expect(value).toBe(point.value);
      expect(gradient).toEqual(point.gradient);
      ours.dispose();
    });
  });

  describe('the Hessian', () => {
    operatorContract(() => {
      const problem = mlpCases.at(-1)!.build();
      return open(problem).linearize(problem.parameters).hessian;
    }, FLOAT32);
  });

  it('an older linearisation stays right after newer ones', () => {
    const problem = mlpCases.at(-1)!.build();
    const ours = open(problem);
    const { parameters, direction } = problem;
    const old = ours.linearize(parameters);
    const before = new Float64Array(ours.dimension);
    old.hessian.apply(direction, before);
    ours.linearize(parameters.map((entry) => entry + 1));
    const after = new Float64Array(ours.dimension);
    old.hessian.apply(direction, after);
    expect(after).toEqual(before);
    ours.dispose();
  });

  it('keeps the number of tensors constant however often it is used, and frees all of them', () => {
    const start = engine.tensorCount();
    const problem = mlpCases.at(-1)!.build();
    const ours = open(problem);
    const out = new Float64Array(ours.dimension);
    const counts = Array.from({ length: 3 }, () => {
      ours.gradient(problem.parameters, out);
      ours.value(problem.parameters);
      ours.batchStatistics(problem.parameters);
      ours.linearize(problem.parameters).hessian.apply(problem.direction, out);
      return engine.tensorCount();
    });
    expect(new Set(counts).size).toBe(1);
    ours.dispose();
    ours.dispose();
    expect(engine.tensorCount()).toBe(start);
  });

  it('batch statistics and inference loss are those of the closed form', () => {
    const problem = mlpCases.find(({ specification }) => specification.batchNorm)!.build();
    const { specification, inputs, targets, parameters } = problem;
    const ours = open(problem);
    const oracle = closedFormObjective(specification, inputs, targets);
    const statistics = ours.batchStatistics(parameters);
    oracle.batchStatistics(parameters).forEach(({ mean, variance }, layer) => {
      expectClose(statistics[layer]!.mean, mean, FLOAT32);
      expectClose(statistics[layer]!.variance, variance, FLOAT32);
    });
    const running = statistics.map(({ mean, variance }) => ({
      mean: mean.map((entry) => entry + 0.1),
      variance: variance.map((entry) => 2 * entry),
    }));
    expectClose(
      [ours.inferenceLoss(parameters, running)],
      [oracle.inferenceLoss(parameters, running)],
      FLOAT32,
    );
    ours.dispose();
  });

  it('parameters that are not numbers give a loss that is not a number, not an exception', () => {
    const problem = mlpCases.at(-1)!.build();
    const ours = open(problem);
    const parameters = problem.parameters.fill(Number.NaN);
    expect(ours.value(parameters)).toBeNaN();
    expect(ours.linearize(parameters).value).toBeNaN();
    ours.dispose();
  });

  it('finite parameters whose sums overflow to ∞·0 give a loss that is not a number, training and testing', () => {
    // 1e25·1e25 is beyond float32, and the second layer's kernel is 0.
    const inputs = { rows: 5, columns: 1, values: new Float64Array(5).fill(1e25) };
    const targets = { rows: 5, columns: 1, values: new Float64Array(5) };
    const specification = { layers: [1, 2, 2, 1], activation: 'relu' as const, batchNorm: null };
    const ours = engine.createObjective(specification, inputs, targets);
    const parameters = new Float64Array(ours.dimension).fill(1e25, 0, 2);
    expect(ours.value(parameters)).toBeNaN();
    expect(ours.gradient(parameters, new Float64Array(ours.dimension))).toBeNaN();
    expect(ours.linearize(parameters).value).toBeNaN();
    expect(ours.inferenceLoss(parameters, [])).toBeNaN();
    ours.dispose();
  });

  it('rows that do not fit the network are refused with both shapes', () => {
    const { specification, inputs } = mlpCases[0]!.build();
    expect(() => engine.createObjective(specification, inputs, inputs)).toThrow(
      /\[rows, 4\] inputs and \[rows, 2\] targets.*received \[23, 4\] and \[23, 4\]/,
    );
  });
});
