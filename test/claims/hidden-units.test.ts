/** Which hidden units give every row the same. */
import { expect, it, test } from 'vitest';
import { constantUnits, hiddenOutputs } from '../../src/claims/hidden-units.ts';
import { mlpArm, withSession } from '../../src/claims/mlp-arm.ts';
import { networkOutputs } from '../../src/claims/network-outputs.ts';

const arm = (mean: number, activation: string) =>
  mlpArm({ data: { source: 'linear', rows: 50, features: 3, mean }, model: { hidden: [16], activation } });

test.for(['relu', 'tanh', 'sigmoid'])(
  'the outputs of %s units, by the layer behind, are the network’s',
  async (activation) => {
    await withSession(arm(1, activation), 1, (session) => {
      const { data, initial, config } = session;
      const hidden = hiddenOutputs(session);
      const [kernel, bias] = [initial.slice(-17, -1), initial.at(-1)!];
      const layers = [data.train.inputs.columns, 16, 1];
      const specification = { layers, activation: config.model.activation, batchNorm: null };
      const outputs = networkOutputs(specification, data.train.inputs, initial);
      outputs.forEach((output, row) => {
        const sum = hidden.getRow(row).reduce((total, value, unit) => total + value * kernel[unit]!, bias);
        expect(sum).toBeCloseTo(output, 12);
      });
    });
  },
);

it('counts saturated units, and ReLU units that are off; none on inputs of unit scale', async () => {
  const counts = async (mean: number) =>
    Promise.all(['tanh', 'relu'].map((activation) => withSession(arm(mean, activation), 1, constantUnits)));
  expect(await counts(0)).toEqual([0, 0]);
  const [tanh, relu] = await counts(1000);
  expect(tanh).toBe(16);
  expect(relu).toBeGreaterThan(4);
  expect(relu).toBeLessThan(12);
});
