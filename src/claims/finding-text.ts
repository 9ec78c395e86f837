import { formatNumber } from '../statistics/number.ts';
import type { Finding } from './result.ts';

/**
 * The finding that stands for a claim: the first of an experiment's that is its verdict's reason, so of a claim that is
 * not supported one that speaks against it.
 */
export function leadingFinding<F extends Pick<Finding, 'role' | 'verdict'>>(record: {
  readonly findings: readonly F[];
  readonly verdict: string;
}): F | null {
  const counting = record.findings.filter(({ role }) => role === 'verdict');
  return counting.find((finding) => finding.verdict === record.verdict) ?? counting[0] ?? null;
}

/** The leading finding in words: its name, estimate and interval. */
export function leadingEffect(record: {
  readonly findings: readonly Finding[];
  readonly verdict: string;
}): string {
  const leading = leadingFinding(record);
  return leading ? `${leading.name}: ${describeFinding(leading)}` : '-';
}

/** An estimate with its interval: factors as `×12.6 (×11.9 … ×13.1)`, the worst case of an exact claim against its bound. */
export function describeFinding({
  unit,
  estimate,
  low,
  high,
  claim,
}: Pick<Finding, 'unit' | 'estimate' | 'low' | 'high' | 'claim'>): string {
  if (unit === 'worst case') return `${formatNumber(estimate)}, ${claim}`;
  const show = unit === 'factor' ? (value: number) => `×${formatNumber(Math.exp(value))}` : formatNumber;
  return `${show(estimate)} (${show(low)} … ${show(high)})`;
}
