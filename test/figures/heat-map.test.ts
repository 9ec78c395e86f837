import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { heatMapChart } from '../../src/figures/heat-map.ts';

/** Two columns of four rows; the first has a blank in it, and two neighbours of one value. */
const chart = {
  title: 'Plane',
  x: { label: 'epoch' },
  y: { label: 'eigenvalue' },
  columns: [0, 10],
  low: -2,
  high: 2,
  rows: 4,
  values: [1, Number.NaN, 3, 3, 1, 2, 3, -50],
  quantity: 'log₁₀ of the density',
};

/** Left, width, top, height and fill of each rectangle. */
function cellsOf(svg: string) {
  const { document } = parseHTML(svg);
  return [...document.querySelectorAll('g[aria-label="rect"] rect')].map((rect) => ({
    ...Object.fromEntries(
      ['x', 'width', 'y', 'height'].map((name) => [name, Number(rect.getAttribute(name))]),
    ),
    fill: rect.getAttribute('fill'),
  })) as { x: number; width: number; y: number; height: number; fill: string }[];
}

test('each value has its place and the colour of its height, neighbours of one colour are one', () => {
  const cells = cellsOf(heatMapChart({ ...chart, span: 2 }).svg);
  expect(cells).toHaveLength(6);
  const [lowest, upper, second] = cells as [(typeof cells)[0], (typeof cells)[0], (typeof cells)[0]];
  expect(upper.height).toBeCloseTo(2 * lowest.height, 6);
  expect(lowest.y).toBeGreaterThan(upper.y + upper.height);
  // Columns at 0 and 10 reach from −5 to 5 and from 5 to 15.
  expect(second.x).toBeCloseTo(lowest.x + lowest.width, 1);
  expect([lowest.fill, upper.fill]).toEqual(['#440154', '#fde725']);
  expect(second.fill).toBe(lowest.fill);
});

test('what is below the span has the colour of its bound, and the note says from where to where', () => {
  const { svg } = heatMapChart({ ...chart, span: 2 });
  expect(cellsOf(svg).at(-1)!.fill).toBe('#440154');
  expect(svg).toContain('Colours: log₁₀ of the density, from 1 (dark, and below) to 3 (bright).');
  expect(heatMapChart(chart).svg).toContain('from −50 (dark) to 3 (bright)');
});

test('a plane without values, with one value or with one column is drawn too', () => {
  const empty = heatMapChart({ ...chart, columns: [], values: [] });
  expect(empty.svg).toContain('Nothing was measured.');
  expect(cellsOf(empty.svg)).toEqual([]);
  const one = cellsOf(heatMapChart({ ...chart, columns: [3], values: [2, 2, 2, 2] }).svg);
  expect(one).toHaveLength(1);
  expect(one[0]!.width).toBeGreaterThan(100);
});
