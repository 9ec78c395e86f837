import type { Check, ExactExperiment } from './experiment.ts';
import type { Finding, Judgement, Row } from './result.ts';
import { combine } from './verdict.ts';

/** Judges an exact claim by the worst instance of each check. A number that is not finite keeps no bound. */
export function judgeExact({ checks }: ExactExperiment, rows: readonly Row[]): Judgement {
  const findings = checks.map((check) => find(check, rows));
  return { ...combine(findings, null, null), findings, placebo: null, repetition: null, boundary: null };
}

function find({ quantity, says, bound, because }: Check, rows: readonly Row[]): Finding {
  const values = rows.map(({ quantities }) => quantities[quantity] ?? Number.NaN);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isUpper = 'atMost' in bound;
  const estimate = isUpper ? high : low;
  const keeps = isUpper ? estimate <= bound.atMost : estimate >= bound.atLeast;
  return {
    name: says,
    claim: isUpper ? `at most ${bound.atMost}` : `at least ${bound.atLeast}`,
    because,
    role: 'verdict',
    unit: 'worst case',
    estimate,
    low,
    high,
    p: null,
    samples: values.length,
    capped: 0,
    verdict: keeps ? 'supported' : 'refuted',
  };
}
