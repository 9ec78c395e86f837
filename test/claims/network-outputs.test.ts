/** The mean square of what the outputs miss is the loss, which the kernel computes by other code. */
import { expect, it } from 'vitest';
import { networkOutputs } from '../../src/claims/network-outputs.ts';
import { randomMlp } from '../../src/claims/random-mlp.ts';

/** Sums over some dozen rows in another order. */
const ROUNDING = 1e-13;

it.each(['relu', 'sigmoid', 'tanh', 'linear'] as const)('%s: outputs give the loss', (activation) => {
  const { specification, inputs, targets, objective, parameters } = randomMlp(
    [3, 5, 4, 2],
    activation,
    17,
    6,
  );
  const outputs = networkOutputs(specification, inputs, parameters);
  const squares = outputs.reduce((sum, output, k) => sum + (output - targets.values[k]!) ** 2, 0);
  expect(Math.abs(squares / outputs.length / objective.value(parameters) - 1)).toBeLessThan(ROUNDING);
  objective.dispose();
});
