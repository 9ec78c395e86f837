/** S11 on one data set: of another spectrum, or with a quadrature too short, the claim is refuted. */
import { expect, it } from 'vitest';
import { s11 } from '../../experiments/s11-spectrum-shape.ts';
import { judgementOf, part } from './swap.ts';

const SHAPE = 'penguins, after: eigenvalues farther from 0 than 1 % of λmax, percent';
const DISTANCE = 'penguins, start: Kolmogorov distance of the Lanczos density from all eigenvalues';
const penguins = part(s11, [SHAPE, DISTANCE], ['penguins']);
const arm = penguins.arms.penguins!;

it('is supported as it stands', async () => {
  expect(await judgementOf(penguins, [1])).toMatchObject({ verdict: 'supported' });
});

it('the bulk at zero is refuted for a linear model on independent inputs, whose eigenvalues are of one size', async () => {
  const one = s11.arms[s11.placebo.arm]!;
  const linear = { ...part(s11, [SHAPE], []), arms: { penguins: one } };
  expect(await judgementOf(linear, [1])).toMatchObject({ verdict: 'refuted' });
});

it('the density is refuted when its quadrature has four nodes', async () => {
  const { verdict, reason } = await judgementOf(
    { ...penguins, arms: { penguins: { ...arm, steps: 4 } } },
    [1],
  );
  expect({ verdict, reason }).toEqual({ verdict: 'refuted', reason: `refuted: ${DISTANCE}` });
});

it('without batch norm in either arm λ1 stands no farther above λ10', async () => {
  const name = 'penguins, after: λ1/λ10, without / with batch norm';
  const both = part(s11, [name], ['penguins', 'penguins, batch norm']);
  const { findings } = await judgementOf(both, [1]);
  expect(findings).toMatchObject([{ verdict: 'supported' }]);
  const without = { ...both, arms: { ...both.arms, 'penguins, batch norm': arm } };
  expect((await judgementOf(without, [1])).findings).toMatchObject([{ verdict: 'refuted' }]);
});
