import type { Experiment } from './experiment.ts';
import type { RecordedFinding, RecordedVerdict } from './recorded-verdict.ts';
import type { Finding, Result } from './result.ts';

/** The rounding that experiments/README.md states: beyond these significant digits, numbers may differ by the order of a sum. */
const DIGITS = 8;

/** A verdict as it stands in `verdict.json`. */
export interface VerdictRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: Experiment['kind'];
  readonly statement: string;
  readonly source: string;
  readonly correction: string | null;
  readonly seeds: number;
  readonly verdict: RecordedVerdict['verdict'];
  readonly reason: string;
  readonly boundary: string | null;
  readonly findings: readonly Finding[];
  readonly placebo: Finding | null;
  /** Whether TensorFlow.js agrees; the numbers, which depend on its backend, stand in `repetition.csv`. */
  readonly repetition: RepetitionRecord | null;
}

/** What is recorded of a repetition. */
export interface RepetitionRecord {
  readonly arm: string;
  readonly seeds: number;
  readonly because: string;
  /** Largest relative difference allowed, by quantity. */
  readonly tolerances: Readonly<Record<string, number>>;
  readonly agrees: boolean;
}

/** What is recorded of a result. */
export function recordOf(experiment: Experiment, { seeds, judgement }: Result): VerdictRecord {
  const { id, name, kind, statement, source, correction } = experiment;
  const { verdict, reason, boundary, findings, placebo, repetition } = judgement;
  return {
    ...{ id, name, kind, statement, source, correction, seeds: seeds.length, verdict, reason, boundary },
    findings: findings.map(rounded),
    placebo: placebo && rounded(placebo),
    repetition: repetition && {
      arm: repetition.arm,
      seeds: new Set(repetition.numbers.map(({ seed }) => seed)).size,
      because: repetition.because,
      tolerances: Object.fromEntries(
        repetition.numbers.map(({ quantity, tolerance }) => [quantity, tolerance]),
      ),
      agrees: repetition.agrees,
    },
  };
}

function rounded(finding: Finding): Finding {
  const { estimate, low, high, p } = finding;
  return {
    ...finding,
    ...{ estimate: round(estimate), low: round(low), high: round(high), p: p === null ? null : round(p) },
  };
}

const round = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value);

/** What a new result is held against: the recorded verdict, or the signs of its effects alone. */
export type Comparison = 'verdict' | 'sign';

/**
 * How a new result contradicts the recorded one, a sentence for each contradiction; [] where it does not.
 *
 * @param by `sign` lets the verdict of a statistical claim differ, as with few seeds it may, and counts only an effect of
 *   the other sign where the recorded interval excludes 0. An exact claim is compared by verdict in any case.
 */
export function contradictions(recorded: RecordedVerdict, found: VerdictRecord, by: Comparison): string[] {
  if (by === 'verdict' || found.kind === 'exact') {
    if (found.verdict === recorded.verdict) return [];
    return [
      `verdict ${found.verdict} (${found.reason}), recorded ${recorded.verdict} (${recorded.reason})`,
      ...found.findings.flatMap((finding) => {
        const before = recorded.findings.find(({ name }) => name === finding.name);
        if (!before || before.verdict === finding.verdict) return [];
        return [`${finding.name}: ${told(finding)}, recorded ${told(before)}`];
      }),
    ];
  }
  return recorded.findings.flatMap((before) => {
    const now = found.findings.find(({ name }) => name === before.name);
    const excludesZero = before.low > 0 || before.high < 0;
    if (!now || before.role === 'boundary' || !excludesZero || now.estimate * before.estimate >= 0) return [];
    return [`${before.name}: ${told(now)} has another sign than the recorded ${told(before)}`];
  });
}

const short = (value: number) => String(Number(value.toPrecision(3)));

function told({ estimate, low, high, verdict }: RecordedFinding | Finding): string {
  return `${short(estimate)} (${short(low)} to ${short(high)}), ${verdict}`;
}
