import { expect, it } from 'vitest';
import { testLoss } from '../../src/training/evaluation.ts';
import { openSession } from '../../src/training/session.ts';
import { runArm, smallArm } from '../support/session.ts';

it.each(['closed-form', 'tfjs'])(
  'a parameter that is no finite number leaves no test loss, though tanh makes ±1 of infinite sums: %s',
  async (engine) => {
    const config = smallArm({ training: { engine, backend: 'wasm', epochs: 1 } });
    const { outcome, records } = await runArm(config);
    const session = await openSession(config, 1);
    const { state } = outcome;
    expect(testLoss(session, state)).toBe(records[1]!.testLoss);
    // Of layer 1, whose inputs are nowhere 0.
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const parameters = state.parameters.with(0, value);
      expect(testLoss(session, { ...state, parameters })).toBeNaN();
    }
    session.dispose();
  },
);
