import type { Judgement } from './result.ts';

/** The estimates of those findings whose name has `part` in it, to three digits, of logarithms the factor: `1.15, 1`. */
export function estimatesOf({ findings }: Pick<Judgement, 'findings'>, part: string): string {
  return findings
    .filter(({ name }) => name.includes(part))
    .map(({ unit, estimate }) => Number((unit === 'factor' ? Math.exp(estimate) : estimate).toPrecision(3)))
    .join(', ');
}
