import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { formatTick } from '../../src/figures/axis.ts';
import { barChart } from '../../src/figures/bars.ts';
import { contourChart } from '../../src/figures/contours.ts';
import { intervalChart } from '../../src/figures/intervals.ts';
import { lineChart } from '../../src/figures/lines.ts';
import { PALETTE, seriesStyle } from '../../src/figures/palette.ts';
import { spectrumChart } from '../../src/figures/spectrum.ts';
import { BOLD, textWidth, wrap } from '../../src/figures/text.ts';

it('a name with characters that XML does not have leaves the figure well-formed', () => {
  const name = 'esc\u001b nul\0 half\ud800';
  const panel = {
    title: name,
    x: { label: name },
    y: { label: 'y' },
    series: [{ name, points: [{ x: 0, y: 1 }] }],
  };
  const { svg, png } = lineChart(panel);
  for (const character of ['\u001b', '\0', '\ud800']) expect(svg).not.toContain(character);
  expect(svg).toContain('esc\ufffd nul\ufffd half\ufffd');
  // An XML parser of its own, which refuses anything else.
  expect(png().length).toBeGreaterThan(0);
});

const texts = (svg: string) =>
  [...parseHTML(svg).document.querySelectorAll('text, tspan')].map((element) => element.textContent);

const loss = {
  title: 'Loss & λmax <along> training',
  x: { label: 'epoch' },
  y: { label: 'train loss', unit: 'squared target unit', scale: 'log' },
  series: [
    { name: 'raw', points: [1, 0.1, 0.01].map((y, x) => ({ x, y, low: y / 2, high: 2 * y })) },
    { name: 'standardized', points: [1, 0, Number.NaN].map((y, x) => ({ x, y })) },
  ],
  references: [{ label: '2/η', y: 0.5 }],
} as const;

describe('a line chart', () => {
  const { svg, png } = lineChart(loss);

  it('names its title, its axes with units, its series and its reference lines', () => {
    for (const text of ['Loss & λmax <along> training', '↑ train loss (squared target unit)', 'epoch →']) {
      expect(texts(svg)).toContain(text);
    }
    for (const text of ['raw', 'standardized', '2/η']) expect(texts(svg)).toContain(text);
  });

  it('says how many points a logarithmic axis cannot show', () => {
    expect(svg).toContain('2 points that are not positive or not finite are left out.');
    expect(lineChart({ ...loss, series: loss.series.slice(0, 1) }).svg).not.toContain('left out');
  });

  it('draws a band where the points have bounds, and no legend for a single series', () => {
    const areas = (figure: string) =>
      parseHTML(figure).document.querySelectorAll('[fill-opacity="0.2"]').length;
    expect(areas(svg)).toBe(1);
    expect(texts(lineChart({ ...loss, series: loss.series.slice(0, 1) }).svg)).not.toContain('raw');
  });

  it('follows dark mode in the SVG and is a PNG of twice the size', () => {
    expect(svg).toContain('prefers-color-scheme:dark');
    const bytes = Buffer.from(png());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(960);
  });

  it('is the same text each time it is drawn', () => {
    expect(lineChart(loss).svg).toBe(svg);
  });

  it('labels every tick of a logarithmic axis that has a grid line', () => {
    const points = [4, 700].map((y, x) => ({ x, y }));
    const { svg } = lineChart({ title: '', x: { label: 'x' }, y: loss.y, series: [{ name: 'a', points }] });
    const { document } = parseHTML(svg);
    const labels = [...document.querySelectorAll('[aria-label="y-axis tick label"] text')];
    expect(labels.map((label) => label.textContent)).toEqual(['5', '10', '20', '50', '100', '200', '500']);
    expect(document.querySelectorAll('[aria-label="y-grid"] line').length).toBe(labels.length);
  });

  it('clips lines at the frame and shows the dots on it whole; those beyond a set domain are left out', () => {
    const points = [0, 1, 2].map((x) => ({ x, y: x }));
    const { svg } = lineChart({
      title: '',
      x: { label: 'x', domain: [0, 1] },
      y: { label: 'y' },
      series: [
        { name: 'line', points },
        { name: 'dots', points, dots: true },
      ],
    });
    const { document } = parseHTML(svg);
    const isClipped = (mark: string) =>
      [...document.querySelectorAll(`[aria-label="${mark}"]`)].map((g) => g.hasAttribute('clip-path'));
    expect(isClipped('line')).toEqual([true]);
    expect(isClipped('dot')).toEqual([false]);
    expect(document.querySelectorAll('[aria-label="dot"] circle').length).toBe(2);
  });

  it('draws the threshold of a line dashed in its colour, and names it in the legend', () => {
    const [raw, standardized] = loss.series;
    const series = [raw, { ...standardized, threshold: 0.3 }];
    const { svg } = lineChart({ ...loss, references: [], series, thresholdName: '2/η' });
    const rules = [...parseHTML(svg).document.querySelectorAll('[aria-label="rule"]')];
    expect(rules.map((rule) => rule.getAttribute('stroke'))).toEqual([PALETTE[1]]);
    expect(texts(svg)).toContain('2/η');
  });

  it('leaves room beyond the largest value of a logarithmic axis', () => {
    const { svg } = lineChart({ ...loss, references: [], series: loss.series.slice(0, 1) });
    const band = parseHTML(svg).document.querySelector('[aria-label="area"] path')!.getAttribute('d')!;
    const heights = [...band.matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));
    expect(Math.min(...heights)).toBeGreaterThan(28);
  });

  it('can be drawn without a single point', () => {
    expect(texts(lineChart({ ...loss, series: [{ name: 'none', points: [] }] }).svg)).toContain('epoch →');
  });
});

describe('the other charts', () => {
  it('a bar chart keeps a line for a value that its axis cannot show', () => {
    const bars = [
      { name: 'layer1/kernel', value: 10, group: 'weights' },
      { name: 'layer1/bias', value: -1, group: 'biases' },
    ];
    const { svg } = barChart({ title: 'Blocks', x: { label: 'λmax', scale: 'log' }, bars });
    for (const text of ['layer1/kernel', 'layer1/bias', 'weights', 'biases'])
      expect(texts(svg)).toContain(text);
    expect(parseHTML(svg).document.querySelectorAll('[aria-label="bar"] rect').length).toBe(1);
  });

  it('contours of x² + y² are closed around the origin, and the path shows its start and end', () => {
    const [columns, rows] = [21, 21];
    const at = (i: number) => -1 + i / 10;
    const values = Array.from(
      { length: rows * columns },
      (_, i) => at(i % columns) ** 2 + at(Math.floor(i / columns)) ** 2,
    );
    const { svg } = contourChart({
      title: 'Bowl',
      quantity: 'loss',
      x: { label: 'x' },
      y: { label: 'y' },
      grid: { columns, rows, values, x: [-1, 1], y: [-1, 1] },
      levels: 4,
      paths: [
        {
          name: 'path',
          points: [
            [0.9, 0.9],
            [0, 0],
          ],
        },
      ],
      arrows: [{ label: 'v₁', from: [0, 0], to: [1, 0] }],
    });
    const { document } = parseHTML(svg);
    expect(document.querySelectorAll('[aria-label="contour"] path').length).toBe(4);
    expect(document.querySelectorAll('[aria-label="dot"] circle').length).toBe(2);
    expect(texts(svg)).toContain('v₁');
    expect(svg).toContain('4 levels of the loss from 0 to 2');
  });

  it('a forest plot draws an interval for each estimate and names its reference lines', () => {
    const estimates = [{ name: 'tanh', value: 3, low: 2, high: 4, observations: [2.5, 3, 3.5] }];
    const references = [{ label: 'no effect', x: 1 }];
    const { svg } = intervalChart({
      title: 'Effect',
      x: { label: 'ratio', scale: 'log' },
      estimates,
      references,
    });
    expect(texts(svg)).toEqual(expect.arrayContaining(['tanh', 'no effect', 'ratio →']));
    expect(parseHTML(svg).document.querySelectorAll('[aria-label="tick"] line').length).toBe(3);
  });

  it('a forest plot puts long names above their intervals, broken into lines within the figure', () => {
    const long =
      'a name that is so long that the intervals would have no room left beside it, nor it beside them';
    const estimates = [long, 'short'].map((name) => ({ name, value: 3, low: 2, high: 4 }));
    const { svg } = intervalChart({ title: 'Effect', x: { label: 'ratio' }, estimates });
    const { document } = parseHTML(svg);
    expect(svg).toMatch(/^<svg [^>]*width="480"/);
    expect(document.querySelectorAll('[aria-label="y-axis tick label"]').length).toBe(0);
    const lines = [...document.querySelectorAll('[aria-label="text"] tspan')].map(
      (line) => line.textContent!,
    );
    expect(lines.join(' ')).toContain(long);
    expect(Math.max(...lines.map((line) => textWidth(line, 12)))).toBeLessThan(480);
  });

  it('a spectrum shows a histogram only where all eigenvalues are known', () => {
    const chart = { title: 'Spectrum', eigenvalues: [0, 0, 0, 5], isFull: true };
    expect(texts(spectrumChart(chart).svg)).toContain('↑ density');
    const rects = (svg: string) =>
      parseHTML(svg).document.querySelectorAll('[aria-label="rect"] rect').length;
    expect(rects(spectrumChart(chart).svg)).toBe(2);
    expect(rects(spectrumChart({ ...chart, isFull: false }).svg)).toBe(0);
  });
});

describe('text', () => {
  it.each([
    [0, '0'],
    [0.25, '0.25'],
    [1500, '1500'],
    [-3, '−3'],
    [1e-6, '10⁻⁶'],
    [2.5e12, '2.5·10¹²'],
    [-1e5, '−10⁵'],
  ])('a tick at %d reads %s', (value, text) => {
    expect(formatTick(value)).toBe(text);
  });

  it.each([
    'Median over seeds, band from the smallest to the largest',
    'Gradient descent on a quadratic with ten eigenvalues: 2(1 + β)/η',
    'boston-house-prices, standardized inputs',
    '0.0123456789',
  ])('the estimated width of “%s” is no less than the measured one, and at most a sixth more', (text) => {
    for (const [weight, widening] of [
      ['normal', 1],
      ['bold', BOLD],
    ] as const) {
      const ratio = (textWidth(text, 12) * widening) / measuredWidth(text, weight);
      expect(ratio).toBeGreaterThan(0.99);
      expect(ratio).toBeLessThan(7 / 6);
    }
  });

  it('long titles are broken between words and no line is wider than the figure', () => {
    const lines = wrap('a title that is far too long for one single line of the figure', 200, 12);
    expect(lines.length).toBeGreaterThan(1);
    expect(Math.max(...lines.map((line) => textWidth(line, 12)))).toBeLessThanOrEqual(200);
    expect(lines.join(' ')).toBe('a title that is far too long for one single line of the figure');
  });

  it('series beyond the palette differ by their dashes', () => {
    const looks = Array.from({ length: 4 * PALETTE.length }, (_, i) => JSON.stringify(seriesStyle(i)));
    expect(new Set(looks).size).toBe(looks.length);
  });
});

/** Width of a text in DejaVu Sans as the renderer lays its glyphs out. */
function measuredWidth(text: string, weight: 'normal' | 'bold'): number {
  const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
  const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => join(fonts, 'ttf', file));
  const line = `<text y="20" font-size="12" font-weight="${weight}" font-family="DejaVu Sans">${text}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40">${line}</svg>`;
  return new Resvg(svg, { font: { loadSystemFonts: false, fontFiles } }).getBBox()!.width;
}
