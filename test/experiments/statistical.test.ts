/** Statistical claims in a tiny form: supported as they stand, refuted with arms swapped or the effect removed. */
import { expect, it } from 'vitest';
import { s2 } from '../../experiments/s2-input-mean-dial.ts';
import { s3 } from '../../experiments/s3-learning-rate-budget.ts';
import { s5 } from '../../experiments/s5-momentum-damps.ts';
import { s6 } from '../../experiments/s6-momentum-rate.ts';
import { s7 } from '../../experiments/s7-poor-conditioning.ts';
import { s8 } from '../../experiments/s8-activation-means.ts';
import { s9 } from '../../experiments/s9-edge-of-stability.ts';
import { s10 } from '../../experiments/s10-gradient-in-top-space.ts';
import { judgementOf, part, swap } from './swap.ts';

it('S2: without a mean in any arm the square law is refuted', async () => {
  const exponents = s2.effects
    .map(({ name }) => name)
    .filter((name) => name.includes('linear model: exponent'));
  const dial = part(s2, exponents, ['mean 3', 'mean 5', 'mean 10', 'mean 30']);
  expect(await judgementOf(dial, [1])).toMatchObject({ verdict: 'supported' });
  const still = Object.fromEntries(Object.keys(dial.arms).map((name) => [name, s2.arms['mean 0']!]));
  expect(await judgementOf({ ...dial, arms: still }, [1])).toMatchObject({ verdict: 'refuted' });
});

it('S3: with the inputs swapped, raw ones do not have the smaller budget', async () => {
  const names = s3.effects.map(({ name }) => name).filter((name) => name.startsWith('penguins'));
  const penguins = part(s3, names, ['penguins/raw', 'penguins/standardized']);
  expect(await judgementOf(penguins, [1])).toMatchObject({ verdict: 'supported' });
  const { verdict, reason } = await judgementOf(swap(penguins, 'penguins/raw', 'penguins/standardized'), [1]);
  expect(verdict).toBe('refuted');
  // Each arm's bound still is that of its own λmax.
  expect(reason).not.toContain('λmax / 2');
});

it('S5: with the arms swapped, plain descent does not turn less often', async () => {
  const names = s5.effects.map(({ name }) => name).filter((name) => /^(ηλ|flat direction)/.test(name));
  const quadratic = part(s5, names, ['quadratic, plain', 'quadratic, momentum']);
  expect(await judgementOf(quadratic)).toMatchObject({ verdict: 'supported' });
  const { findings } = await judgementOf(swap(quadratic, 'quadratic, plain', 'quadratic, momentum'));
  expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['refuted']));
});

it('S5: with the arms swapped, momentum does not step less along the top eigenvector of a network', async () => {
  const names = s5.effects
    .map(({ name }) => name)
    .filter((name) => /^penguins, equal rate.*(share|step over)/.test(name));
  const penguins = part(s5, names, ['penguins, plain', 'penguins, momentum']);
  expect(await judgementOf(penguins, [1001])).toMatchObject({ verdict: 'supported' });
  const { findings } = await judgementOf(swap(penguins, 'penguins, plain', 'penguins, momentum'), [1001]);
  expect(findings.map(({ verdict }) => verdict)).toEqual(['refuted', 'refuted', 'refuted']);
});

it('S6: with the methods swapped, the exponents are refuted', async () => {
  const kappas = [100, 300, 1000, 3000];
  expect(await judgementOf(s6, [1])).toMatchObject({ verdict: 'supported' });
  const swapped = kappas.reduce((all, kappa) => swap(all, `plain, κ ${kappa}`, `momentum, κ ${kappa}`), s6);
  const { findings } = await judgementOf(swapped, [1]);
  expect(findings.slice(0, 2).map(({ verdict }) => verdict)).toEqual(['refuted', 'refuted']);
});

it('S9: with the rates swapped, λmax does not hover at 2/η', async () => {
  const names = ['η 0.07: late λmax over the edge', 'η 0.1: late λmax over the edge'];
  const two = part(s9, names, ['η 0.07', 'η 0.1']);
  expect(await judgementOf(two, [2])).toMatchObject({ verdict: 'supported' });
  expect(await judgementOf(swap(two, 'η 0.07', 'η 0.1'), [2])).toMatchObject({ verdict: 'refuted' });
});

it('S9: the runs of one rate do not hover at the edge of another', async () => {
  const { effect, arm } = s9.placebo;
  const one = part(s9, [effect], ['η 0.05', arm]);
  const arms = { ...one.arms, 'η 0.05': s9.arms[arm]! };
  expect((await judgementOf({ ...one, arms }, [2])).findings).toMatchObject([{ verdict: 'refuted' }]);
});

it('S9: with momentum 0.9 in the place of 0.5, λmax does not hover', async () => {
  const two = part(s9, ['momentum 0.5: late λmax over the edge'], ['momentum 0.5', 'momentum 0.9']);
  const verdict = async (experiment: typeof s9) =>
    (await judgementOf(experiment, [1002])).findings.map((finding) => finding.verdict);
  expect(await verdict(two)).toEqual(['supported']);
  expect(await verdict(swap(two, 'momentum 0.5', 'momentum 0.9'))).toEqual(['refuted']);
});

it.each(['synthetic', 'boston-house-prices'])(
  'S7, %s: with the condition numbers swapped, the better one is not the slower',
  async (set) => {
    const names = s7.effects
      .map(({ name }) => name)
      .filter((name) => name.startsWith(`${set}: `) && name.includes('κ 100') && !name.includes('κ 1000'));
    expect(names).toHaveLength(3);
    const two = part(s7, names, [`${set}, κ 1`, `${set}, κ 100`]);
    expect(await judgementOf(two, [1002])).toMatchObject({ verdict: 'supported' });
    const { findings } = await judgementOf(swap(two, `${set}, κ 1`, `${set}, κ 100`), [1002]);
    expect(findings.map(({ verdict }) => verdict)).toEqual(['refuted', 'refuted', 'refuted']);
  },
);

it('S8: with sigmoid and tanh swapped, the larger block is refuted', async () => {
  const names = s8.effects.map(({ name }) => name).filter((name) => name.startsWith('penguins'));
  const penguins = part(s8, names, ['penguins/sigmoid', 'penguins/tanh']);
  expect(await judgementOf(penguins)).toMatchObject({ verdict: 'supported' });
  const swapped = await judgementOf(swap(penguins, 'penguins/sigmoid', 'penguins/tanh'));
  expect(swapped).toMatchObject({ verdict: 'refuted', reason: expect.stringContaining('sigmoid / tanh') });
});

it('S10: a random direction has no more than its share', async () => {
  const start = s10.effects.map(({ name }) => name).filter((name) => name.startsWith('penguins, start'));
  const penguins = part(s10, start, ['penguins/gradient', 'penguins/random']);
  expect(await judgementOf(penguins, [1])).toMatchObject({ verdict: 'supported' });
  expect(await judgementOf(swap(penguins, 'penguins/gradient', 'penguins/random'), [1])).toMatchObject({
    verdict: 'refuted',
  });
});

it('S10: without the noise of batches the gradient does not stay in the top space', async () => {
  const end = s10.effects.map(({ name }) => name).filter((name) => name.startsWith('penguins, end of mini'));
  const penguins = part(s10, end, ['penguins/gradient', 'penguins/random', 'penguins/mini-batches']);
  expect(await judgementOf(penguins, [1001])).toMatchObject({ verdict: 'supported' });
  expect(
    await judgementOf(swap(penguins, 'penguins/gradient', 'penguins/mini-batches'), [1001]),
  ).toMatchObject({
    verdict: 'refuted',
  });
});
