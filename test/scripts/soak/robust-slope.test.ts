/** Oracle: scipy.stats.theilslopes, stored; and lines that a few wild values must not move. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { robustSlope } from '../../../scripts/soak/robust-slope.ts';
import golden from '../../golden/statistics/theil-sen.json' with { type: 'json' };

describe('the slope of Theil and Sen', () => {
  it.each(golden)('and its interval are those of scipy: $slope', ({ values, distance, slope, low, high }) => {
    const found = robustSlope(values, distance);
    // Values near 1e6 with six decimals, differences over a distance: 1e-9 relative is roundings.
    for (const [ours, theirs] of [
      [found.slope, slope],
      [found.low, low],
      [found.high, high],
    ] as const) {
      expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs)));
    }
  });

  test.prop([
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: 20, max: 60 }),
    fc.double({ noNaN: true }),
  ])('is that of a line, whatever a sixth of its values are', (slope, count, wild) => {
    const values = Array.from({ length: count }, (_, i) => slope * i);
    for (let i = 0; i < count / 6 - 1; i++) values[(7 * i) % count] = wild;
    expect(robustSlope(values, 1).slope).toBeCloseTo(slope, 9);
  });
});
