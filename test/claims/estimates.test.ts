import { expect, it } from 'vitest';
import { estimatesOf } from '../../src/claims/estimates.ts';
import type { Finding } from '../../src/claims/result.ts';

function finding(name: string, unit: Finding['unit'], estimate: number): Finding {
  const rest = {
    claim: '',
    range: [null, null],
    because: '',
    role: 'boundary',
    low: 0,
    high: 0,
    p: null,
  } as const;
  return { ...rest, name, unit, estimate, samples: 1, capped: 0, verdict: 'supported' };
}

it('tells logarithms as factors, to three digits, of the findings that are meant', () => {
  const findings = [
    finding('a: epochs', 'factor', Math.log(61.789)),
    finding('a: share', 'plain', 0.012345),
    finding('b: epochs', 'factor', 0),
  ];
  expect(estimatesOf({ findings }, ': epochs')).toBe('61.8, 1');
  expect(estimatesOf({ findings }, 'a: share')).toBe('0.0123');
  expect(estimatesOf({ findings }, 'loss')).toBe('');
});
