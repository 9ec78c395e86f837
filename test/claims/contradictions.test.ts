/** When a new result contradicts a recorded one. */
import { describe, expect, it } from 'vitest';
import { comparisonOf, contradictions } from '../../src/claims/contradictions.ts';
import type { VerdictRecord } from '../../src/claims/record.ts';
import type { Finding } from '../../src/claims/result.ts';

const finding: Finding = {
  name: 'a less b',
  claim: 'above 2',
  range: [2, null],
  because: '',
  role: 'verdict',
  unit: 'plain',
  estimate: 5,
  low: 4,
  high: 6,
  p: 0.002,
  samples: 10,
  capped: 0,
  verdict: 'supported',
};
const boundary: Finding = { ...finding, name: 'c less d', role: 'boundary' };
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
  findings: [finding, boundary],
  placebo: null,
  repetition: null,
};

function changed(
  finding: Partial<Finding>,
  record: Partial<VerdictRecord> = {},
  second: Partial<Finding> = {},
): VerdictRecord {
  const [first, other] = recorded.findings;
  return {
    ...recorded,
    ...record,
    findings: [
      { ...first!, ...finding },
      { ...other!, ...second },
    ],
  };
}

describe('with as many seeds', () => {
  it('the same verdicts agree, and numbers within the intervals', () => {
    expect(contradictions(recorded, changed({ estimate: 4.5, low: 3, high: 5 }))).toEqual([]);
  });

  it('another verdict is told with the findings that changed', () => {
    const refuted = { estimate: 1, low: 0.5, high: 1.5, verdict: 'refuted' } as const;
    const now = changed(refuted, { verdict: 'refuted', reason: 'r' });
    expect(contradictions(recorded, now)).toEqual([
      'verdict refuted (r), recorded supported (all 1 findings are supported)',
      'a less b: 1 (0.5 … 1.5), refuted, recorded 5 (4 … 6), supported',
    ]);
  });

  it('a finding of another verdict is told where the claim as a whole stays refuted', () => {
    const before = changed({}, { verdict: 'refuted', reason: 'refuted: something else' });
    const now = changed({ low: 1, verdict: 'inconclusive' }, before);
    expect(contradictions(before, now)).toEqual([
      'a less b: 5 (1 … 6), inconclusive, recorded 5 (4 … 6), supported',
    ]);
  });

  it('so is a boundary of another verdict', () => {
    expect(contradictions(recorded, changed({}, {}, { low: 1, verdict: 'inconclusive' }))).toEqual([
      'c less d: 5 (1 … 6), inconclusive, recorded 5 (4 … 6), supported',
    ]);
  });

  it('an interval apart from the recorded one contradicts a verdict that stays', () => {
    expect(contradictions(changed({ estimate: -5, low: -6, high: -4 }), recorded)).toEqual([
      'a less b: 5 (4 … 6), supported, recorded -5 (-6 … -4), supported',
    ]);
  });

  it('an interval of one value agrees with itself after the rounding of the record', () => {
    const value = { estimate: 123.456789123, low: 123.456789123, high: 123.456789123 };
    const rounded = { estimate: 123.45679, low: 123.45679, high: 123.45679 };
    expect(contradictions(changed(rounded), changed(value))).toEqual([]);
    expect(contradictions(changed(rounded), changed({ ...value, low: 123.46, high: 123.46 }))).toHaveLength(
      1,
    );
  });

  it('another claim, a finding that is gone and one that is new are told', () => {
    const now = changed({ claim: 'above 3', range: [3, null] }, {}, { name: 'e less f' });
    expect(contradictions(recorded, now)).toEqual([
      'c less d: is recorded, and no longer a finding',
      'e less f: is not recorded',
      'a less b: claimed is above 3, recorded above 2',
    ]);
  });
});

describe('with fewer seeds, by sign', () => {
  const quick = { seeds: 3, verdict: 'inconclusive' } as const;
  const refuted = changed({ estimate: 1, low: 0.5, high: 1.5, verdict: 'refuted' });

  it('another verdict agrees as long as the interval reaches over the margin', () => {
    expect(contradictions(recorded, changed({ estimate: 1, low: -1, high: 2.1 }, quick))).toEqual([]);
  });

  it('a quantity that is positive by nature has its sign from the margin', () => {
    expect(contradictions(recorded, changed({ estimate: 1.5, low: 1, high: 1.9 }, quick))).toEqual([
      'a less b: 1.5 (1 … 1.9), supported, outside what is claimed (above 2), recorded 5 (4 … 6), supported',
    ]);
    expect(contradictions(refuted, changed({ low: 2.1 }, quick))).toHaveLength(1);
  });

  it('so has a claim of equivalence: the recorded interval lies inside its range, the other beyond one end', () => {
    const range = { claim: 'from 0.9 to 1.1', range: [0.9, 1.1] as const };
    const within = changed({ ...range, low: 0.95, high: 1.05 });
    const now = (low: number, high: number) => changed({ ...range, low, high }, quick);
    expect(contradictions(within, now(1.05, 1.2))).toEqual([]);
    expect(contradictions(within, now(1.15, 1.2))).toHaveLength(1);
    expect(contradictions(within, now(-1, 0.8))).toHaveLength(1);
  });

  it('a recorded interval over the margin is contradicted by nothing', () => {
    expect(contradictions(changed({ low: 1 }), changed({ low: -5, high: -4 }, quick))).toEqual([]);
  });

  it('one or two seeds are compared with nothing', () => {
    const two = changed({ low: -5, high: -4 }, { seeds: 2 });
    expect([comparisonOf(recorded, two), contradictions(recorded, two)]).toEqual(['nothing', []]);
  });

  it('what counts is the recorded interval, and not the word beside it', () => {
    const negated = changed({ estimate: -5, low: -6, high: -4 });
    expect(contradictions(negated, changed({}, quick))).toHaveLength(1);
  });

  it('a finding about the boundary, which is no part of the verdict, is not compared', () => {
    expect(contradictions(recorded, changed({}, quick, { low: -5, high: -4 }))).toEqual([]);
  });

  it('an exact claim is compared as a whole all the same', () => {
    const exact = changed({}, { kind: 'exact' });
    const refuted = changed({}, { kind: 'exact', seeds: 3, verdict: 'refuted' });
    expect(comparisonOf(exact, refuted)).toBe('record');
    expect(contradictions(exact, refuted)).toHaveLength(1);
  });
});
