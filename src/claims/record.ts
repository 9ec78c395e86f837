import type { Experiment } from './experiment.ts';
import type { Finding, Result, Verdict } from './result.ts';

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
  readonly verdict: Verdict;
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
