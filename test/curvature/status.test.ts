import { describe, expect, it } from 'vitest';
import { EIGENVALUE_ADVICE } from '../../src/curvature/status.ts';

describe('EIGENVALUE_ADVICE', () => {
  it('names likely causes in order for each failure and nothing for success', () => {
    const { converged, ...failures } = EIGENVALUE_ADVICE;
    expect(converged).toBe('');
    for (const advice of Object.values(failures))
      expect(advice).toMatch(/Likely causes: 1\. .+ 2\. .+ 3\. .+/);
  });
});
