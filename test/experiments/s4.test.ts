/** S4 on one data set: without batch norm where it is claimed, or on other inputs, the verdict changes. */
import { expect, it } from 'vitest';
import { s4 } from '../../experiments/s4-batch-norm.ts';
import { judgementOf, part, swap } from './swap.ts';

const [RAW, NORMED] = ['cps-wages/raw', 'cps-wages/raw, batch norm'];

it('on raw inputs batch norm cuts the epochs and widens the band; with the arms swapped that is refuted', async () => {
  const names = s4.effects.map(({ name }) => name).filter((name) => name.startsWith('cps-wages, raw: '));
  expect(names).toHaveLength(2);
  const raw = part(s4, names, [RAW, NORMED]);
  expect(await judgementOf(raw, [1])).toMatchObject({ verdict: 'supported' });
  const { findings } = await judgementOf(swap(raw, RAW, NORMED), [1]);
  expect(findings.map(({ verdict }) => verdict)).toEqual(['refuted', 'refuted']);
});

it('batch norm on raw inputs falls short of standardizing; on standardized ones it would not', async () => {
  const names = s4.effects.map(({ name }) => name).filter((name) => name.startsWith('boston-house-prices: '));
  const [normed, standardized] = ['boston-house-prices/raw, batch norm', 'boston-house-prices/standardized'];
  const boston = part(s4, names, [normed, standardized]);
  expect(await judgementOf(boston, [1])).toMatchObject({ verdict: 'refuted' });
  const arms = { ...boston.arms, [normed]: s4.arms[`${standardized}, batch norm`]! };
  expect(await judgementOf({ ...boston, arms }, [1])).toMatchObject({ verdict: 'supported' });
});

it('λmax of a kernel falls with the square of its size only where batch norm stands behind it', async () => {
  const names = s4.effects.map(({ name }) => name).filter((name) => /^penguins.*first kernel/.test(name));
  const scaled = part(s4, names, ['penguins/raw, batch norm']);
  expect(await judgementOf(scaled, [1])).toMatchObject({ verdict: 'supported' });
  const { model } = s4.arms['penguins/raw, batch norm']!;
  // An epsilon far above every variance leaves the sums nearly as they are.
  const batchNorm = { ...(model.batchNorm || { momentum: 0.99 }), epsilon: 1e6 };
  const arms = {
    'penguins/raw, batch norm': {
      ...scaled.arms['penguins/raw, batch norm']!,
      model: { ...model, batchNorm },
    },
  };
  expect(await judgementOf({ ...scaled, arms }, [1])).toMatchObject({ verdict: 'refuted' });
});
