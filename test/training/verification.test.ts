/**
 * The comparison behind `verify: true`. That it finds what is wrong is shown with engines that are wrong on purpose by a
 * known amount; that it lets float32 pass, on networks of every kind, at the start and where training has converged.
 */
import { describe, expect, it } from 'vitest';
import type { ArmConfig } from '../../src/config/schema.ts';
import type { Linearization, MlpObjective } from '../../src/objectives/contract.ts';
import type { MlpEngine } from '../../src/objectives/engine.ts';
import { openSession, type TrainingSession } from '../../src/training/session.ts';
import type { TrainingState } from '../../src/training/state.ts';
import { train } from '../../src/training/train.ts';
import { verifyObjectives } from '../../src/training/verification.ts';
import { smallArm } from '../support/session.ts';

interface Trained {
  readonly session: TrainingSession;
  readonly first: TrainingState;
  readonly last: TrainingState;
}

async function trained(config: ArmConfig): Promise<Trained> {
  const session = await openSession(config, 3);
  const states = [...train(session)].flatMap((event) => (event ? [event.state] : []));
  return { session, first: states[0]!, last: states.at(-1)! };
}

const training = { engine: 'closed-form', backend: 'wasm', epochs: 10 };
const small = (sections: Record<string, unknown>) => smallArm({ verify: true, training, ...sections });

describe('the closed form and TensorFlow.js agree at the first and the last epoch', () => {
  const momentum = { type: 'momentum', learningRate: { relativeToStability: 0.5 } };
  it.each<[string, Record<string, unknown>]>([
    ['a tanh net', { model: { hidden: [5], activation: 'tanh' } }],
    ['a deep sigmoid net', { model: { hidden: [5, 4, 3], activation: 'sigmoid' } }],
    ['a ReLU net', { model: { hidden: [8, 8], activation: 'relu' } }],
    ['batch norm', { model: { hidden: [6, 4], activation: 'tanh', batchNorm: true } }],
    [
      'batch norm on inputs far from zero',
      {
        data: { source: 'sine', rows: 40, features: 3, mean: 50 },
        model: { hidden: [6], batchNorm: true },
      },
    ],
    ['mini-batches', { training: { ...training, batchSize: 7 } }],
    ['training by TensorFlow.js', { training: { ...training, engine: 'tfjs' } }],
    ['both by TensorFlow.js', { training: { ...training, engine: 'tfjs' }, curvature: { engine: 'tfjs' } }],
    ['curvature of a part of the rows', { curvature: { samples: 9 } }],
    [
      'a perfect fit, whose loss and gradient are 0 but for rounding',
      {
        data: { source: 'linear', rows: 60, noise: 0, testFraction: 0 },
        model: { hidden: [] },
        training: { ...training, epochs: 400, optimizer: momentum },
      },
    ],
  ])('for %s', async (_, sections) => {
    const { session, first, last } = await trained(small(sections));
    for (const state of [first, last]) {
      const rows = verifyObjectives(session, state);
      expect(rows.map(({ quantity }) => quantity)).toEqual([
        'loss',
        'gradient',
        'product_random',
        'product_top',
      ]);
      for (const row of rows) expect(row, row.quantity).toMatchObject({ epoch: state.epoch, agrees: true });
    }
    session.dispose();
  });
});

it('without a measured λmax there is no top eigenvector to multiply with', async () => {
  const optimizer = { type: 'gradient-descent', learningRate: 0.05 };
  const config = small({ training: { ...training, optimizer }, curvature: { measure: ['trace'] } });
  const { session, first } = await trained(config);
  expect(verifyObjectives(session, first).map(({ quantity }) => quantity)).not.toContain('product_top');
  session.dispose();
});

describe('an objective that is wrong is told by the quantity that is', () => {
  const off = (values: Float64Array, share: number) => values.map((value) => value * (1 + share));
  it.each<[string, string[], (right: Linearization) => Linearization]>([
    ['loss', ['loss'], (right) => ({ ...right, value: right.value * 1.001 })],
    ['gradient', ['gradient'], (right) => ({ ...right, gradient: off(right.gradient, 0.001) })],
    [
      'product',
      ['product_random', 'product_top'],
      (right) => ({
        ...right,
        hessian: {
          ...right.hessian,
          apply(v, out) {
            right.hessian.apply(v, out);
            out.set(off(out, 0.001));
          },
        },
      }),
    ],
    ['number: NaN', ['loss'], (right) => ({ ...right, value: Number.NaN })],
  ])('a %s off by a thousandth', async (_, wrong, distort) => {
    const { session, first } = await trained(small({ training: { ...training, epochs: 0 } }));
    const { tfjs, closedForm } = session.engines.verification!;
    const distorted: MlpEngine = {
      ...tfjs,
      createObjective(...problem): MlpObjective {
        const objective = tfjs.createObjective(...problem);
        return { ...objective, linearize: (parameters) => distort(objective.linearize(parameters)) };
      },
    };
    const engines = { ...session.engines, verification: { closedForm, tfjs: distorted } };
    const rows = verifyObjectives({ ...session, engines }, first);
    expect(rows.filter(({ agrees }) => !agrees).map(({ quantity }) => quantity)).toEqual(wrong);
    session.dispose();
  });
});

it('leaves the run as it is: the same bits follow with and without', async () => {
  for (const engine of ['closed-form', 'tfjs']) {
    const config = small({
      model: { hidden: [6, 4], batchNorm: true },
      training: { ...training, engine, epochs: 3 },
      curvature: { engine, tolerance: 0.01 },
    });
    const records = async (verifying: boolean) => {
      const session = await openSession(config, 3);
      const found = [];
      for (const event of train(session)) {
        if (!event) continue;
        if (verifying) verifyObjectives(session, event.state);
        found.push(event.record);
      }
      session.dispose();
      return found;
    };
    expect(await records(true)).toEqual(await records(false));
  }
});

it('asks for a session that was opened with verify: true', async () => {
  const { session, first } = await trained(small({ verify: false }));
  expect(() => verifyObjectives(session, first)).toThrow(/opened without verify: true/);
  session.dispose();
});
