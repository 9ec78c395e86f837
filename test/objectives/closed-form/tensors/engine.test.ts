/**
 * What the engine promises besides derivatives: tensors are freed, older linearisations and other backends in the
 * process do no harm, and the Gauss-Newton matrix is JᵀH_out·J.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { referenceObjective } from '../../../../src/objectives/closed-form/objective.ts';
import { tensorsEngine } from '../../../../src/objectives/closed-form/tensors/engine.ts';
import type { MlpEngine } from '../../../../src/objectives/engine.ts';
import { openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import type { LinearOperator } from '../../../../src/numerics/linear-operator.ts';
import { backends } from '../../../support/backends.ts';
import { type MlpProblem, mlpCases } from '../../../support/cases.ts';
import { expectClose, largestMagnitude } from '../../../support/close.ts';
import { operatorContract } from '../../../support/operator-contract.ts';

/** float32 has 6e-8; sums over 23 rows, three layers and batch norm's division lose about two digits. */
const FLOAT32 = 2e-5;
/** Of central differences of a float64 gradient: truncation 1e-8 times the third derivative, rounding 1e-16/1e-4. */
const STEP = 1e-4;

const tanhNet = mlpCases.find(({ name }) => name.startsWith('tanh, batch norm'))!;

function multiply(operator: LinearOperator, v: Float64Array): Float64Array {
  const out = new Float64Array(operator.dimension);
  operator.apply(v, out);
  return out;
}

/** (g(θ + hv) − g(θ − hv))/2h with the gradients g of the reference. */
function differenceQuotient({ specification, inputs, targets, parameters, direction }: MlpProblem) {
  const objective = referenceObjective(specification, inputs, targets);
  const step = STEP / largestMagnitude(direction);
  const [ahead, behind] = [step, -step].map((h) => {
    const gradient = new Float64Array(parameters.length);
    objective.gradient(
      parameters.map((entry, i) => entry + h * direction[i]!),
      gradient,
    );
    return gradient;
  });
  return ahead!.map((entry, i) => (entry - behind![i]!) / (2 * step));
}

describe.each(backends)('on the %s backend', (name) => {
  let engine: MlpEngine;
  beforeAll(async () => {
    engine = tensorsEngine(await openBackend(name));
  });
  const open = ({ specification, inputs, targets }: MlpProblem) =>
    engine.createObjective(specification, inputs, targets);

  test('the engine says what it is', () => {
    expect(engine).toMatchObject({ name: 'closed-form', backend: `${name}-ops`, precision: 'float32' });
  });

  test.each(mlpCases.filter(({ specification }) => specification.activation !== 'relu'))(
    'the product is the difference quotient of float64 gradients with $name',
    ({ build }) => {
      const problem = build();
      const objective = open(problem);
      const { hessian } = objective.linearize(problem.parameters);
      expectClose(multiply(hessian, problem.direction), differenceQuotient(problem), FLOAT32);
      objective.dispose();
    },
  );

  test.each(mlpCases.filter(({ name: label }) => label.endsWith('raw inputs')))(
    'the Gauss-Newton matrix is the Hessian where targets are the predictions, with $name',
    ({ build }) => {
      // With ŷ = target every term with a second derivative of the network has a factor 0.
      const problem = build();
      const { specification, inputs, targets, parameters, direction } = problem;
      const fitted = { ...targets, values: predictionsOf(problem) };
      const expected = referenceObjective(specification, inputs, fitted).linearize(parameters).hessian;
      const objective = open(problem);
      const { gaussNewton } = objective.linearize(parameters);
      expectClose(multiply(gaussNewton!, direction), multiply(expected, direction), FLOAT32);
      objective.dispose();
    },
  );

  describe('the Gauss-Newton matrix', () => {
    operatorContract(() => {
      const problem = tanhNet.build();
      return open(problem).linearize(problem.parameters).gaussNewton!;
    }, FLOAT32);
  });

  test('the number of tensors stays constant however often it is used, and all are freed', () => {
    const start = engine.tensorCount();
    for (const { build } of mlpCases) {
      const problem = build();
      const { parameters, direction } = problem;
      const objective = open(problem);
      const out = new Float64Array(objective.dimension);
      const counts = Array.from({ length: 3 }, () => {
        objective.inferenceLoss(parameters, objective.batchStatistics(parameters));
        const { hessian, gaussNewton } = objective.linearize(parameters);
        objective.value(direction);
        objective.gradient(parameters, out);
        hessian.apply(direction, out);
        gaussNewton!.apply(direction, out);
        return engine.tensorCount();
      });
      expect(new Set(counts).size).toBe(1);
      objective.dispose();
      objective.dispose();
      expect(engine.tensorCount()).toBe(start);
    }
  });

  test('an objective that was disposed of refuses to compute', () => {
    const problem = tanhNet.build();
    const objective = open(problem);
    const { hessian, gaussNewton } = objective.linearize(problem.parameters);
    objective.dispose();
    for (const call of [
      () => objective.value(problem.direction),
      () => multiply(hessian, problem.direction),
      () => multiply(gaussNewton!, problem.direction),
    ]) {
      expect(call).toThrow(/used after its dispose/);
    }
  });

  test('a linearisation stays right when the objective is used at other points', () => {
    const problem = tanhNet.build();
    const objective = open(problem);
    const first = objective.linearize(problem.parameters);
    const expected = multiply(first.hessian, problem.direction);
    const elsewhere = problem.parameters.map((entry) => entry + 0.1);
    expect(multiply(objective.linearize(elsewhere).hessian, problem.direction)).not.toEqual(expected);
    expect(multiply(first.hessian, problem.direction)).toEqual(expected);
    objective.dispose();
  });

  test('an objective stays right after another backend was open', async () => {
    const problem = tanhNet.build();
    const objective = open(problem);
    const { hessian } = objective.linearize(problem.parameters);
    const expected = multiply(hessian, problem.direction);
    for (const other of backends) {
      const elsewhere = tensorsEngine(await openBackend(other));
      const { specification, inputs, targets, parameters } = problem;
      elsewhere.createObjective(specification, inputs, targets).linearize(parameters);
    }
    await openBackend(name);
    expect(multiply(hessian, problem.direction)).toEqual(expected);
    objective.dispose();
  });

  test('parameters that are not numbers give NaN, not an exception', () => {
    const problem = tanhNet.build();
    const objective = open(problem);
    const { value, hessian } = objective.linearize(problem.parameters.fill(Number.NaN));
    expect(value).toBeNaN();
    expect(multiply(hessian, problem.direction).some(Number.isNaN)).toBe(true);
    objective.dispose();
  });

  test('rows that do not fit the network are refused with both shapes', () => {
    const { specification, inputs } = tanhNet.build();
    expect(() => engine.createObjective(specification, inputs, inputs)).toThrow(
      /need 4 input and 2 target columns, received 4 and 4/,
    );
  });
});

/** ŷ [rows, outputs] from ∂L/∂target = −2/(nK)·(ŷ − target): a difference of losses, exact for a square. */
function predictionsOf({ specification, inputs, targets, parameters }: MlpProblem): Float64Array {
  const loss = (values: Float64Array) =>
    referenceObjective(specification, inputs, { ...targets, values }).value(parameters);
  const count = targets.values.length;
  return targets.values.map((target, i) => {
    const moved = (by: number) => targets.values.map((entry, j) => (i === j ? entry + by : entry));
    return target - ((loss(moved(1)) - loss(moved(-1))) * count) / 4;
  });
}
