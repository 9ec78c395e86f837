/** When a new verdict contradicts a recorded one. */
import { describe, expect, it } from 'vitest';
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
  repetition: null,
};

function changed(finding: Partial<Finding>, record: Partial<VerdictRecord> = {}): VerdictRecord {
  return { ...recorded, ...record, findings: [{ ...recorded.findings[0]!, ...finding }] };
}

it('the same verdict agrees, whatever its numbers', () => {
  expect(contradictions(recorded, changed({ estimate: 1.3 }), 'verdict')).toEqual([]);
});

it('another verdict is told with the findings that changed', () => {
  const now = changed(
    { estimate: 0.5, low: 0.2, high: 0.6, verdict: 'refuted' },
    { verdict: 'refuted', reason: 'r' },
  );
  expect(contradictions(recorded, now, 'verdict')).toEqual([
    'verdict refuted (r), recorded supported (all 1 findings are supported)',
    'a / b: 0.5 (0.2 to 0.6), refuted, recorded 1.5 (1.2 to 1.7), supported',
  ]);
});

describe('by sign', () => {
  const quick = { seeds: 3, verdict: 'inconclusive' } as const;
  const bySign = (before: VerdictRecord, now: VerdictRecord) => contradictions(before, now, 'sign');

  it('another verdict agrees, and only an effect of the other sign counts', () => {
    expect(bySign(recorded, changed({ estimate: 0.1, verdict: 'inconclusive' }, quick))).toEqual([]);
    expect(bySign(recorded, changed({ estimate: -0.1, low: -1, high: 0.4 }, quick))).toEqual([
      'a / b: -0.1 (-1 to 0.4), supported has another sign than the recorded 1.5 (1.2 to 1.7), supported',
    ]);
  });

  it('an effect of 0 has no sign to contradict', () => {
    expect(bySign(recorded, changed({ estimate: 0 }, quick))).toEqual([]);
  });

  it('a recorded interval around 0 is contradicted by nothing', () => {
    expect(bySign(changed({ low: -0.1 }), changed({ estimate: -5 }, quick))).toEqual([]);
  });

  it('a finding about the boundary, which is no part of the verdict, is not compared', () => {
    expect(bySign(changed({ role: 'boundary' }), changed({ role: 'boundary', estimate: -5 }, quick))).toEqual(
      [],
    );
  });

  it('an exact claim is compared by verdict all the same', () => {
    const refuted = changed({}, { kind: 'exact', seeds: 3, verdict: 'refuted' });
    expect(bySign(changed({}, { kind: 'exact' }), refuted)).not.toEqual([]);
  });
});
