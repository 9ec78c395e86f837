import type { Finding, Verdict } from './result.ts';

/**
 * One verdict from the findings that count: refuted when one is, supported when all are. A placebo that is supported
 * takes the verdict away: an experiment that finds an effect where there is none can say nothing about one that is.
 */
export function combine(
  findings: readonly Finding[],
  placebo: Finding | null,
): { verdict: Verdict; reason: string } {
  const counting = findings.filter(({ role }) => role === 'verdict');
  const named = (verdict: Verdict) =>
    counting.filter((finding) => finding.verdict === verdict).map(({ name }) => name);
  if (placebo?.verdict === 'supported') {
    return { verdict: 'inconclusive', reason: `the placebo came out supported: ${placebo.name}` };
  }
  const refuted = named('refuted');
  if (refuted.length > 0) return { verdict: 'refuted', reason: `refuted: ${refuted.join('; ')}` };
  const open = named('inconclusive');
  if (open.length > 0) return { verdict: 'inconclusive', reason: `inconclusive: ${open.join('; ')}` };
  return { verdict: 'supported', reason: `all ${counting.length} findings are supported` };
}
