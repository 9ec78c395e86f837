import type { Check, ExactExperiment } from './experiment.ts';
import type { Finding, Judgement, Row } from './result.ts';
import { statedCheck } from './stated.ts';
import { combine } from './verdict.ts';

/** Judges an exact claim by the worst instance of each check. A number that is not finite keeps no bound. */
export function judgeExact({ checks }: ExactExperiment, rows: readonly Row[]): Judgement {
  const findings = checks.map((check) => find(check, rows));
  return { ...combine(findings, null, null), findings, placebo: null, repetition: null, boundary: null };
}

function find(check: Check, rows: readonly Row[]): Finding {
  const { quantity, bound } = check;
  const values = rows.map(({ quantities }) => quantities[quantity] ?? Number.NaN);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isUpper = 'atMost' in bound;
  const estimate = isUpper ? high : low;
  const keeps = isUpper ? estimate <= bound.atMost : estimate >= bound.atLeast;
  return {
    ...statedCheck(check),
    ...{ estimate, low, high, p: null, samples: values.length, capped: 0 },
    verdict: keeps ? 'supported' : 'refuted',
  };
}
