import type { Check, Effect, Experiment } from './experiment.ts';
import { endsOf } from './range-ends.ts';
import type { Finding } from './result.ts';

/** The part of a finding that stands in the experiment's file before anything is run. */
export type Stated = Pick<Finding, 'name' | 'claim' | 'range' | 'because' | 'role' | 'unit'>;

/** What an experiment claims, finding by finding. */
export function statedFindings(experiment: Experiment): Stated[] {
  return experiment.kind === 'exact'
    ? experiment.checks.map(statedCheck)
    : experiment.effects.map(statedEffect);
}

/** A check with its bound in words. */
export function statedCheck({ says, bound, because }: Check): Stated {
  const claim = 'atMost' in bound ? `at most ${bound.atMost}` : `at least ${bound.atLeast}`;
  return { name: says, claim, range: endsOf(bound), because, role: 'verdict', unit: 'worst case' };
}

/** An effect with its range in words; of a factor, not of its logarithm. */
export function statedEffect({ name, claim, because, unit, role = 'verdict' }: Effect): Stated {
  const show = (value: number) =>
    String(Number((unit === 'factor' ? Math.exp(value) : value).toPrecision(4)));
  const prefix = unit === 'factor' ? 'factor ' : '';
  return { name, claim: prefix + words(), range: endsOf(claim), because, role, unit };

  function words(): string {
    if ('above' in claim) return `above ${show(claim.above)}`;
    if ('below' in claim) return `below ${show(claim.below)}`;
    const [from, to] = claim.within;
    if (show(from) !== show(to)) return `from ${show(from)} to ${show(to)}`;
    return `within ${Number(((to - from) / 2).toPrecision(2))} of ${show((from + to) / 2)}`;
  }
}
