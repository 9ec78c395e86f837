/** When a new verdict contradicts a recorded one. */
import { expect, it } from 'vitest';
import { contradictions, type VerdictRecord } from '../../src/claims/record.ts';
import type { Finding } from '../../src/claims/result.ts';

const finding: Finding = {
  name: 'a / b',
  claim: 'factor above 2',
  because: '',
  role: 'verdict',
  unit: 'factor',
  estimate: 1.5,
  low: 1.2,
  high: 1.7,
  p: 0.002,
  samples: 10,
  capped: 0,
  verdict: 'supported',
};
const recorded: VerdictRecord = {
  id: 'S0',
  name: 'test',
  kind: 'statistical',
  statement: '',
  source: '',
  correction: null,
  seeds: 10,
  verdict: 'supported',
  reason: 'all 1 findings are supported',
  boundary: null,
  findings: [finding],
  placebo: null,
};

function changed(finding: Partial<Finding>, record: Partial<VerdictRecord> = {}): VerdictRecord {
  return { ...recorded, ...record, findings: [{ ...recorded.findings[0]!, ...finding }] };
}

it('the same verdict agrees, whatever its numbers', () => {
  expect(contradictions(recorded, changed({ estimate: 1.3 }))).toEqual([]);
});

it('another verdict with as many seeds is told with the findings that changed', () => {
  const now = changed(
    { estimate: 0.5, low: 0.2, high: 0.6, verdict: 'refuted' },
    { verdict: 'refuted', reason: 'r' },
  );
  expect(contradictions(recorded, now)).toEqual([
    'verdict refuted (r), recorded supported (all 1 findings are supported)',
    'a / b: 0.5 (0.2 to 0.6), refuted, recorded 1.5 (1.2 to 1.7), supported',
  ]);
});

it('with fewer seeds only another sign counts', () => {
  const quick = { seeds: 3, verdict: 'inconclusive' } as const;
  expect(contradictions(recorded, changed({ estimate: 0.1, verdict: 'inconclusive' }, quick))).toEqual([]);
  expect(contradictions(recorded, changed({ estimate: -0.1 }, quick))).toHaveLength(1);
});

it('with fewer seeds a recorded interval around 0 is contradicted by nothing', () => {
  const around = changed({ low: -0.1 });
  expect(contradictions(around, changed({ estimate: -5 }, { seeds: 3 }))).toEqual([]);
});

it('an exact claim is compared by verdict with any number of seeds', () => {
  const exact = changed({}, { kind: 'exact' });
  expect(contradictions(exact, changed({}, { kind: 'exact', seeds: 3, verdict: 'refuted' }))).not.toEqual([]);
});
