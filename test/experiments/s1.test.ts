/** S1 on one data set: with the arms swapped the claim is refuted. */
import { expect, it } from 'vitest';
import { s1 } from '../../experiments/s1-raw-vs-normalized.ts';
import { judgementOf, part, swap } from './swap.ts';

const penguins = part(
  s1,
  [
    'penguins, tanh: λmax at the start, raw / standardized',
    'penguins, relu: λmax at the start, raw / centered (the mean alone)',
    'penguins, relu: λmax along training, raw / standardized',
    'penguins, relu: epochs to the target at the best learning rate, raw / standardized',
    'penguins: κ of the linear model, raw / standardized',
  ],
  ['penguins/raw', 'penguins/centered', 'penguins/standardized'],
);

it('is supported with raw against standardized inputs', async () => {
  expect(await judgementOf(penguins, [1, 2])).toMatchObject({ verdict: 'supported' });
});

it('is refuted in each effect when the arms are swapped', async () => {
  const { verdict, findings } = await judgementOf(
    swap(penguins, 'penguins/raw', 'penguins/standardized'),
    [1, 2],
  );
  expect(verdict).toBe('refuted');
  // The raw arm now is the standardized one: against `centered`, which stays, it is still the smaller.
  expect(findings.map((finding) => finding.verdict)).toEqual(findings.map(() => 'refuted'));
});

it('most tanh units are constant on raw inputs, and none on standardized ones', async () => {
  const name = 'penguins, tanh, raw: hidden units that are constant over the rows at the start, of 16';
  const raw = part(s1, [name], ['penguins/raw', 'penguins/standardized']);
  expect((await judgementOf(raw, [1])).findings).toMatchObject([{ verdict: 'refuted', low: 15 }]);
  const swapped = await judgementOf(swap(raw, 'penguins/raw', 'penguins/standardized'), [1]);
  expect(swapped.findings).toMatchObject([{ verdict: 'supported', high: 0 }]);
});
