import { expect, it } from 'vitest';
import { figureGrid } from '../../src/figures/grid.ts';
import { lineChart } from '../../src/figures/lines.ts';

const panel = (title: string, width = 240) =>
  lineChart({
    title,
    width,
    x: { label: 'x' },
    y: { label: 'y' },
    series: [{ name: 's', points: [{ x: 1, y: 1 }] }],
  });

it('three figures of half a column stand in two rows under the common title', () => {
  const { svg } = figureGrid({ title: 'All' }, [panel('first'), panel('second'), panel('third')]);
  expect(svg).toMatch(/^<svg [^>]*width="480"/);
  const places = [...svg.matchAll(/<svg x="(\d+)" y="(\d+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(places.map(([x]) => x)).toEqual([0, 240, 0]);
  expect(places[0]![1]).toBe(places[1]![1]);
  expect(places[2]![1]).toBeGreaterThan(places[1]![1]! + 300);
  expect(svg.indexOf('All')).toBeLessThan(svg.indexOf('first'));
});

it('figures of which two are wider than one figure stand below each other', () => {
  const { svg } = figureGrid({ title: 'All' }, [panel('first', 300), panel('second', 300)]);
  expect(svg).toMatch(/^<svg [^>]*width="300"/);
  expect([...svg.matchAll(/<svg x="(\d+)"/g)].map(([, x]) => x)).toEqual(['0', '0']);
});

it('a grid of nothing is refused', () => {
  expect(() => figureGrid({ title: '' }, [])).toThrow('expected at least one figure');
});
