import { describeFinding } from './finding-text.ts';
import { judgeInterval } from './range-ends.ts';
import type { VerdictRecord } from './record.ts';
import type { Finding } from './result.ts';

/** What a new result is held against: everything that is recorded, the signs of the effects alone, or nothing. */
export type Comparison = 'record' | 'sign' | 'nothing';

/** Fewer seeds are compared with nothing: one or two of ten may well lie on the other side of a margin. */
const LEAST_COMPARED = 3;

/** Ends of intervals that differ by less than this share of them are the same: eight digits are recorded. */
const ROUNDING = 1e-6;

/** How a new result is compared: with fewer seeds than were recorded, by sign. An exact claim always as a whole. */
export function comparisonOf(recorded: VerdictRecord, found: VerdictRecord): Comparison {
  if (found.kind === 'exact' || found.seeds >= recorded.seeds) return 'record';
  return found.seeds >= LEAST_COMPARED ? 'sign' : 'nothing';
}

/**
 * How a new result contradicts the recorded one, a sentence for each contradiction; [] where it does not.
 *
 * As a whole: another verdict, of the claim or of one finding, boundaries too; another claimed range; a finding that only
 * one of the two has; of a statistical claim an interval apart from the recorded one.
 *
 * By sign, for few seeds, which may have another verdict: an effect is how far a sample lies inside the range that is
 * claimed, negative outside. It contradicts when its interval has the one sign and the recorded interval the other, each
 * as a whole. Boundaries are left out.
 */
export function contradictions(
  recorded: VerdictRecord,
  found: VerdictRecord,
  by = comparisonOf(recorded, found),
): string[] {
  const pairs = found.findings.flatMap((now): [Finding, Finding][] => {
    const before = recorded.findings.find(({ name }) => name === now.name);
    return before ? [[before, now]] : [];
  });
  if (by === 'nothing') return [];
  if (by === 'sign') return pairs.flatMap(([before, now]) => otherSign(before, now));
  const verdict =
    found.verdict === recorded.verdict
      ? []
      : [`verdict ${found.verdict} (${found.reason}), recorded ${recorded.verdict} (${recorded.reason})`];
  const isExact = found.kind === 'exact';
  return [
    ...verdict,
    ...missing(recorded, found).map((name) => `${name}: is recorded, and no longer a finding`),
    ...missing(found, recorded).map((name) => `${name}: is not recorded`),
    ...pairs.flatMap(([before, now]) => otherFinding(before, now, isExact)),
  ];
}

/** Names of findings that the second record lacks. */
function missing(first: VerdictRecord, second: VerdictRecord): string[] {
  const names = new Set(second.findings.map(({ name }) => name));
  return first.findings.map(({ name }) => name).filter((name) => !names.has(name));
}

function otherFinding(before: Finding, now: Finding, isExact: boolean): string[] {
  if (before.claim !== now.claim) return [`${now.name}: claimed is ${now.claim}, recorded ${before.claim}`];
  const isApart = !isExact && apart(before, now);
  if (before.verdict === now.verdict && !isApart) return [];
  return [`${now.name}: ${told(now)}, recorded ${told(before)}`];
}

function apart(first: Finding, second: Finding): boolean {
  const slack = ROUNDING * Math.max(...[first.low, first.high, second.low, second.high].map(Math.abs));
  return first.low > second.high + slack || second.low > first.high + slack;
}

function otherSign(before: Finding, now: Finding): string[] {
  if (now.role === 'boundary') return [];
  // Of the numbers, and not as the record has it: its verdict may have been edited.
  const [first, second] = [before, now].map(({ low, high }) => judgeInterval(now.range, low, high));
  if (first === second || [first, second].includes('inconclusive')) return [];
  const where = second === 'supported' ? 'inside' : 'outside';
  return [`${now.name}: ${told(now)}, ${where} what is claimed (${now.claim}), recorded ${told(before)}`];
}

function told(finding: Finding): string {
  return `${describeFinding(finding)}, ${finding.verdict}`;
}
