import { describe, expect, test } from 'vitest';
import type { Activation } from '../../../src/models/specification.ts';
import { matrix } from '../../../src/numerics/matrix.ts';
import { closedFormEngine, referenceEngine } from '../../../src/objectives/closed-form/engine.ts';
import { hasVariant } from '../../../src/objectives/closed-form/kernel/module.ts';
import { closedFormObjective } from '../../../src/objectives/closed-form/objective.ts';
import { mlpCases, randomProblem } from '../../support/cases.ts';
import { closedForms } from '../../support/closed-forms.ts';
import { operatorContract } from '../../support/operator-contract.ts';

/** Some hundred roundings of 1.1e-16. */
const ROUNDING = 1e-13;

const tanhNet = { layers: [2, 3, 1], activation: 'tanh', batchNorm: null } as const;

describe.each(closedForms)('$name', ({ create }) => {
  const open = ({ specification, inputs, targets }: ReturnType<typeof randomProblem>) =>
    create(specification, inputs, targets);

  describe.each(mlpCases)('the operator with $name', ({ build }) => {
    operatorContract(() => {
      const problem = build();
      return open(problem).linearize(problem.parameters).hessian;
    }, ROUNDING);
  });

  describe('a linearisation', () => {
    const problem = mlpCases.find(({ name }) => name.startsWith('tanh, batch norm'))!.build();
    const { parameters, direction } = problem;
    const product = ({ hessian }: { hessian: { apply(v: Float64Array, out: Float64Array): void } }) => {
      const out = new Float64Array(parameters.length);
      hessian.apply(direction, out);
      return out;
    };
    const elsewhere = parameters.map((entry) => entry + 0.1);

    test('stays right when the objective is linearised, evaluated or run in inference mode elsewhere', () => {
      const objective = open(problem);
      const first = objective.linearize(parameters);
      const expected = { product: product(first), gradient: first.gradient.slice() };
      const second = product(objective.linearize(elsewhere));
      expect(second).not.toEqual(expected.product);
      objective.value(elsewhere);
      objective.inferenceLoss(parameters, objective.batchStatistics(elsewhere));
      // Before the product, which brings the caches back to this point.
      expect(first.gradient).toEqual(expected.gradient);
      expect(product(first)).toEqual(expected.product);
    });

    test('stays right when the vector it was made from is moved in place, as an optimizer does', () => {
      const objective = open(problem);
      const moving = parameters.slice();
      const linearization = objective.linearize(moving);
      const expected = product(linearization);
      moving.set(elsewhere);
      expect(product(linearization)).toEqual(expected);
      expect(objective.value(moving)).toBe(open(problem).value(elsewhere));
    });

    test('has the value and the gradient of the objective', () => {
      const objective = open(problem);
      const gradient = new Float64Array(objective.dimension);
      const value = open(problem).gradient(parameters, gradient);
      const linearization = objective.linearize(parameters);
      expect(linearization.value).toBe(value);
      expect(linearization.gradient).toEqual(gradient);
      expect(objective.value(parameters)).toBe(value);
    });
  });

  test.each(mlpCases)(
    'a gradient alone is that of a linearisation, before and after one: $name',
    ({ build }) => {
      const problem = build();
      const { parameters, direction } = problem;
      const fresh = open(problem).linearize(parameters);
      const expected = new Float64Array(parameters.length);
      fresh.hessian.apply(direction, expected);
      const objective = open(problem);
      const out = new Float64Array(parameters.length);
      for (let round = 0; round < 2; round++) {
        expect(objective.gradient(parameters, out)).toBe(fresh.value);
        expect(out).toEqual(fresh.gradient);
        expect(objective.value(parameters)).toBe(fresh.value);
        const { value, gradient, hessian } = objective.linearize(parameters);
        expect(value).toBe(fresh.value);
        expect(gradient).toEqual(fresh.gradient);
        hessian.apply(direction, out);
        expect(out).toEqual(expected);
        // Elsewhere, so that the second round begins anew.
        objective.gradient(direction, out);
      }
    },
  );

  describe('batch statistics', () => {
    // One hidden unit: z = 3x + 1, so that x = 0 and 2 give 1 and 7. Then γ = 2, β = 1, output 4a − 1.
    const specification = {
      layers: [1, 1, 1],
      activation: 'linear',
      batchNorm: { epsilon: 1, momentum: 0.9 },
    } as const;
    const parameters = Float64Array.of(3, 1, 2, 1, 4, -1);

    test('are the mean and the biased variance of what batch norm sees', () => {
      const objective = create(
        specification,
        matrix(2, 1, Float64Array.of(0, 2)),
        matrix(2, 1, Float64Array.of(0, 0)),
      );
      expect(objective.batchStatistics(parameters)).toEqual([
        { mean: Float64Array.of(4), variance: Float64Array.of(9) },
      ]);
    });

    test('are replaced by the running ones in the inference loss, worked out by hand', () => {
      const objective = create(
        specification,
        matrix(1, 1, Float64Array.of(2)),
        matrix(1, 1, Float64Array.of(10)),
      );
      // z = 7, x̂ = (7 − 5)/√(3 + 1) = 1, y = 2·1 + 1 = 3, ŷ = 4·3 − 1 = 11, loss (11 − 10)².
      const running = [{ mean: Float64Array.of(5), variance: Float64Array.of(3) }];
      expect(objective.inferenceLoss(parameters, running)).toBe(1);
      // With its own statistics the one row is its own mean: x̂ = 0, y = 1, ŷ = 3, loss 49.
      expect(objective.value(parameters)).toBe(49);
    });

    test('are none without batch norm, where the inference loss is the loss', () => {
      const problem = randomProblem(tanhNet, 5, 1);
      const objective = open(problem);
      expect(objective.batchStatistics(problem.parameters)).toEqual([]);
      expect(objective.inferenceLoss(problem.parameters, [])).toBe(objective.value(problem.parameters));
    });

    test('of the wrong number or length are refused with the lengths needed', () => {
      const objective = create(specification, matrix(1, 1), matrix(1, 1));
      expect(() => objective.inferenceLoss(parameters, [])).toThrow(/\[1\/1\].*received \[\]/);
      const long = { mean: new Float64Array(2), variance: new Float64Array(1) };
      expect(() => objective.inferenceLoss(parameters, [long])).toThrow(/received \[2\/1\]/);
    });
  });

  describe('parameters that are not finite', () => {
    test.each(['linear', 'relu', 'sigmoid', 'tanh'] as Activation[])(
      'give NaN for %s, not an error',
      (activation) => {
        const problem = randomProblem({ ...tanhNet, activation }, 4, 2);
        const objective = open(problem);
        const { value, gradient, hessian } = objective.linearize(problem.parameters.fill(Number.NaN));
        const product = new Float64Array(objective.dimension);
        hessian.apply(problem.direction, product);
        expect(value).toBeNaN();
        expect(gradient.at(-1)).toBeNaN();
        expect(product.some(Number.isNaN)).toBe(true);
      },
    );
  });
});

describe('what does not fit is refused', () => {
  const data = (rows: number, columns: number) => matrix(rows, columns);

  test('zero rows', () => {
    expect(() => closedFormObjective(tanhNet, data(0, 2), data(0, 1))).toThrow(/zero rows.*at least one row/);
  });

  test('another number of target rows', () => {
    expect(() => closedFormObjective(tanhNet, data(3, 2), data(4, 1))).toThrow(/3 rows, targets 4/);
  });

  test('other columns than the layers have', () => {
    expect(() => closedFormObjective(tanhNet, data(3, 5), data(3, 2))).toThrow(
      /\[2, 3, 1\] need 2 input and 1 target columns, received 5 and 2/,
    );
  });

  test.each([[[2]], [[2, 0, 1]], [[2, 1.5]]])('layers %j', (layers) => {
    expect(() => closedFormObjective({ ...tanhNet, layers }, data(1, 2), data(1, 1))).toThrow(RangeError);
  });

  test('parameters or a gradient of another length', () => {
    const objective = closedFormObjective(tanhNet, data(1, 2), data(1, 1));
    expect(objective.dimension).toBe(13);
    const [right, wrong] = [new Float64Array(13), new Float64Array(12)];
    for (const call of [
      () => objective.value(wrong),
      () => objective.gradient(wrong, right),
      () => objective.gradient(right, wrong),
      () => objective.linearize(wrong),
    ]) {
      expect(call).toThrow(/length 13, received length 12/);
    }
  });
});

test('the engines say what they are and make objectives', () => {
  const problem = randomProblem(tanhNet, 6, 3);
  const best = hasVariant('wasm-simd-fma') ? 'wasm-simd-fma' : 'wasm-simd';
  for (const [engine, backend] of [
    [closedFormEngine(), best],
    [closedFormEngine({ deterministic: true }), 'wasm-simd'],
    [referenceEngine(), 'javascript'],
  ] as const) {
    expect(engine).toMatchObject({ name: 'closed-form', backend, precision: 'float64' });
    const objective = engine.createObjective(problem.specification, problem.inputs, problem.targets);
    expect(objective.value(problem.parameters)).toBeGreaterThan(0);
    expect(engine.tensorCount()).toBeNull();
    objective.dispose();
    objective.dispose();
  }
});
