import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { thinPoints } from '../../../src/report/html/thin.ts';

const line = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 100, maxLength: 300 })
  .map((values) => values.map((y, x) => ({ x, y, low: y - 1, high: y + 1 })));

test.prop([line])(
  'a thinned line has points of the line, in order, with its extremes and those of its band',
  (points) => {
    const thin = thinPoints(points, 20);
    expect(thin.length).toBeLessThanOrEqual(40);
    for (const { x, y } of thin) expect(points[x]!.y).toBe(y);
    expect(thin.map(({ x }) => x)).toEqual([...new Set(thin.map(({ x }) => x))].sort((a, b) => a - b));
    const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)];
    expect(range(thin.map(({ y }) => y))).toEqual(range(points.map(({ y }) => y)));
    expect(Math.min(...thin.map(({ low }) => low!))).toBe(Math.min(...points.map(({ low }) => low)));
    expect(Math.max(...thin.map(({ high }) => high!))).toBe(Math.max(...points.map(({ high }) => high)));
  },
);

test('a short line stays as it is', () => {
  const points = [{ x: 0, y: 1 }];
  expect(thinPoints(points)).toBe(points);
});
