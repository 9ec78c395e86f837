import { describe, expect, test } from 'vitest';
import { applyMany } from '../../../src/numerics/linear-operator.ts';
import {
  type ClosedFormOptions,
  closedFormObjective,
} from '../../../src/objectives/closed-form/objective.ts';
import { closedFormEngine } from '../../../src/objectives/closed-form/engine.ts';
import { mixedObjective } from '../../../src/objectives/closed-form/mixed.ts';
import type { MlpObjective } from '../../../src/objectives/contract.ts';
import { type MlpProblem, mlpCases } from '../../support/cases.ts';
import { operatorContract } from '../../support/operator-contract.ts';

/** Some hundred roundings of 6e-8. */
const ROUNDING = 1e-5;

const open = ({ specification, inputs, targets }: MlpProblem, options: ClosedFormOptions = {}) =>
  closedFormObjective(specification, inputs, targets, options);

const product = ({ linearize }: MlpObjective, { parameters, direction }: MlpProblem) => {
  const out = new Float64Array(parameters.length);
  linearize(parameters).hessian.apply(direction, out);
  return out;
};

describe.each(['float32', 'mixed'] as const)('the objective in %s', (precision) => {
  describe.each(mlpCases)('the operator with $name', ({ build }) => {
    operatorContract(() => {
      const problem = build();
      return open(problem, { precision }).linearize(problem.parameters).hessian;
    }, ROUNDING);
  });

  test('tells its precision through the engine', () => {
    const problem = mlpCases[0]!.build();
    const engine = closedFormEngine({ precision });
    expect(engine.precision).toBe(precision);
    expect(engine.backend).toBe(closedFormEngine().backend);
    const { specification, inputs, targets } = problem;
    const objective = engine.createObjective(specification, inputs, targets);
    expect(product(objective, problem)).toEqual(product(open(problem, { precision }), problem));
  });
});

describe.each(mlpCases)('in mixed precision with $name', ({ build }) => {
  const problem = build();
  const { parameters, direction } = problem;
  const double = open(problem);
  const expected = double.linearize(parameters);

  test('value, gradient, statistics and exact products are those of float64, bit for bit', () => {
    const mixed = open(problem, { precision: 'mixed' });
    const { value, gradient, hessian } = mixed.linearize(parameters);
    const out = new Float64Array(parameters.length);
    hessian.apply(direction, out);
    hessian.exact!.apply(direction, out);
    expect(out).toEqual(product(double, problem));
    expect(hessian.exact!.exact).toBeUndefined();
    expect([value, mixed.value(parameters)]).toEqual([expected.value, expected.value]);
    expect(gradient).toEqual(expected.gradient);
    expect(mixed.gradient(parameters, out)).toBe(expected.value);
    expect(out).toEqual(expected.gradient);
    const statistics = mixed.batchStatistics(parameters);
    expect(statistics).toEqual(double.batchStatistics(parameters));
    expect(mixed.inferenceLoss(parameters, statistics)).toBe(double.inferenceLoss(parameters, statistics));
  });

  test('products are those of float32, bit for bit, one by one and in a block', () => {
    const single = product(open(problem, { precision: 'float32' }), problem);
    expect(single).not.toEqual(product(double, problem));
    const mixed = open(problem, { precision: 'mixed' });
    expect(product(mixed, problem)).toEqual(single);
    const outs = [new Float64Array(parameters.length), new Float64Array(parameters.length)];
    applyMany(mixed.linearize(parameters).hessian, [direction, direction], outs);
    expect(outs).toEqual([single, single]);
  });
});

describe('a mixed linearisation', () => {
  const problem = mlpCases.find(({ name }) => name.startsWith('tanh, batch norm'))!.build();
  const { parameters, direction } = problem;
  const out = new Float64Array(parameters.length);

  /** The objectives in both precisions with the number of linearisations each was asked for. */
  function counted() {
    const count = { double: 0, single: 0 };
    const counting = (precision: 'double' | 'single', objective: MlpObjective): MlpObjective => ({
      ...objective,
      linearize(point) {
        count[precision]++;
        return objective.linearize(point);
      },
    });
    const double = counting('double', open(problem));
    const single = counting('single', open(problem, { precision: 'float32' }));
    return { mixed: mixedObjective(double, single), count };
  }

  test('runs no pass in float64 until value, gradient or exact are used, and then one', () => {
    const { mixed, count } = counted();
    const linearization = mixed.linearize(parameters);
    for (let i = 0; i < 3; i++) linearization.hessian.apply(direction, out);
    expect(count).toEqual({ double: 0, single: 1 });
    linearization.hessian.exact!.apply(direction, out);
    linearization.hessian.exact!.apply(direction, out);
    expect(linearization.value).toBe(mixed.value(parameters));
    expect(linearization.gradient).toBe(linearization.gradient);
    expect(count).toEqual({ double: 1, single: 1 });
  });

  test('runs no pass in float32 for a gradient', () => {
    const { mixed, count } = counted();
    expect(mixed.linearize(parameters).gradient.length).toBe(parameters.length);
    expect(count).toEqual({ double: 1, single: 0 });
  });

  test('stays at its point when the parameters move and others are linearised', () => {
    const mixed = open(problem, { precision: 'mixed' });
    const moving = parameters.slice();
    const { hessian } = mixed.linearize(moving);
    moving.fill(0.3);
    mixed.linearize(moving).hessian.apply(direction, out);
    hessian.exact!.apply(direction, out);
    expect(out).toEqual(product(open(problem), problem));
    hessian.apply(direction, out);
    expect(out).toEqual(product(open(problem, { precision: 'float32' }), problem));
  });

  test('of parameters of another length is refused at once', () => {
    const mixed = open(problem, { precision: 'mixed' });
    expect(() => mixed.linearize(new Float64Array(3))).toThrow(
      /expected a vector of length \d+, received length 3/,
    );
  });

  test('cannot be used after the dispose of its objective, in neither precision', () => {
    const mixed = open(problem, { precision: 'mixed' });
    const { hessian } = mixed.linearize(parameters);
    mixed.dispose();
    expect(() => hessian.apply(direction, out)).toThrow(/used after its dispose/);
    expect(() => hessian.exact).toThrow(/used after its dispose/);
  });
});
