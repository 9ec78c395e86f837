import type { RepetitionFinding } from './repetition.ts';
import type { Finding, Verdict } from './result.ts';

/**
 * One verdict from the findings that count: refuted when one is, supported when all are. A placebo that is supported
 * takes the verdict away: an experiment that finds an effect where there is none can say nothing about one that is. So
 * does a repetition that disagrees: one of the two engines is wrong.
 */
export function combine(
  findings: readonly Finding[],
  placebo: Finding | null,
  repetition: RepetitionFinding | null,
): { verdict: Verdict; reason: string } {
  const counting = findings.filter(({ role }) => role === 'verdict');
  const named = (verdict: Verdict) =>
    counting.filter((finding) => finding.verdict === verdict).map(({ name }) => name);
  if (repetition && !repetition.agrees) {
    const apart = repetition.numbers.filter(({ agrees }) => !agrees).map(({ quantity }) => quantity);
    const reason = `TensorFlow.js disagrees on arm ${repetition.arm}: ${[...new Set(apart)].join(', ')}`;
    return { verdict: 'inconclusive', reason };
  }
  if (placebo?.verdict === 'supported') {
    return { verdict: 'inconclusive', reason: `the placebo came out supported: ${placebo.name}` };
  }
  const refuted = named('refuted');
  if (refuted.length > 0) return { verdict: 'refuted', reason: `refuted: ${refuted.join('; ')}` };
  const open = named('inconclusive');
  if (open.length > 0) return { verdict: 'inconclusive', reason: `inconclusive: ${open.join('; ')}` };
  return { verdict: 'supported', reason: `all ${counting.length} findings are supported` };
}
