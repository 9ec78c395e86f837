import { expect, it } from 'vitest';
import { figureGrid } from '../../src/figures/grid.ts';
import { lineChart } from '../../src/figures/lines.ts';

const panel = (title: string) =>
  lineChart({
    title,
    width: 300,
    x: { label: 'x' },
    y: { label: 'y' },
    series: [{ name: 's', points: [{ x: 1, y: 1 }] }],
  });

it('three figures in two columns stand in two rows under the common title', () => {
  const { svg } = figureGrid({ title: 'All' }, [panel('first'), panel('second'), panel('third')], 2);
  expect(svg).toMatch(/^<svg [^>]*width="600"/);
  const places = [...svg.matchAll(/<svg x="(\d+)" y="(\d+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(places.map(([x]) => x)).toEqual([0, 300, 0]);
  expect(places[0]![1]).toBe(places[1]![1]);
  expect(places[2]![1]).toBeGreaterThan(places[1]![1]! + 300);
  expect(svg.indexOf('All')).toBeLessThan(svg.indexOf('first'));
});

it('a grid of nothing is refused', () => {
  expect(() => figureGrid({ title: '' }, [], 2)).toThrow('expected at least one figure');
});
