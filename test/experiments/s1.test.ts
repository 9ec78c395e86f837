/** S1 on one data set: with the arms swapped the claim is refuted. */
import { expect, it } from 'vitest';
import { s1 } from '../../experiments/s1-raw-vs-normalized.ts';
import { judgementOf, part, swap } from './swap.ts';

const penguins = part(
  s1,
  [
    'penguins, tanh: λmax at the start, raw / standardized',
    'penguins, relu: λmax at the start, raw / centered (the mean alone)',
    'penguins, tanh: epochs to the target at the best learning rate, raw / standardized',
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
