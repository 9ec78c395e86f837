import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { Resvg } from '@resvg/resvg-js';
import { parseHTML } from 'linkedom';
import { type LegendEntry, legendMarkup, legendRows } from './legend.ts';
import { logAxes } from './axis.ts';
import { BOLD, escapeXml, FONT_SIZE, HALO, LINE, NOT_XML, STYLE, wrap } from './text.ts';

/** A finished drawing. */
export interface Figure {
  /** A whole SVG document, which follows the reader's dark or light mode. */
  readonly svg: string;
  /** The same in light mode, twice as many pixels as the SVG has units. */
  png(): Uint8Array;
}

/** What every figure has besides its marks. */
export interface FigureFrame {
  /** What the reader should see, in a few words. */
  readonly title: string;
  /** What the numbers are of, below the title. */
  readonly subtitle?: string;
  /** In SVG units; default 480, so that text stays legible at one column's width. */
  readonly width?: number;
  /** Of the plot without title and legend; default 300. */
  readonly height?: number;
  /** What the reader has to know to trust the figure, below it. */
  readonly note?: string;
}

export const DEFAULT_WIDTH = 480;
export const DEFAULT_HEIGHT = 300;
const PADDING = 10;

/**
 * Draws marks with Observable Plot in a frame of title, subtitle, legend and note.
 *
 * @param options marks and scales for `Plot.plot`
 */
export function drawFigure(
  frame: FigureFrame,
  options: Plot.PlotOptions,
  legend: readonly LegendEntry[] = [],
): Figure {
  const { title, subtitle, width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT, note } = frame;
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const plot = Plot.plot({
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
    width,
    height,
    marginLeft: 58,
    marginRight: 16,
    marginTop: 28,
    marginBottom: 40,
    style: { fontSize: `${FONT_SIZE}px`, fontFamily: 'inherit', background: 'none', overflow: 'visible' },
    ...options,
    marks: [...logAxes(options), ...(options.marks ?? [])],
  });
  const inner = width - 2 * PADDING;
  const titles = wrap(title, inner, (FONT_SIZE + 2) * BOLD);
  const subtitles = subtitle ? wrap(subtitle, inner, FONT_SIZE) : [];
  const rows = legendRows(legend, inner);
  const notes = note ? wrap(note, inner, FONT_SIZE - 1) : [];
  let y = PADDING;
  const parts: string[] = [];
  const lines = (texts: readonly string[], attributes: string) => {
    for (const text of texts) {
      y += LINE;
      parts.push(`<text x="${PADDING}" y="${y - 5}" ${attributes}>${escapeXml(text)}</text>`);
    }
  };
  lines(titles, `class="title" font-size="${FONT_SIZE + 2}" font-weight="bold"`);
  lines(subtitles, `class="muted" font-size="${FONT_SIZE}"`);
  parts.push(legendMarkup(rows, PADDING, y + LINE));
  y += rows.length * LINE;
  parts.push(
    // What Plot sets on its own root element.
    `<g transform="translate(0,${y})" fill="currentColor" font-size="${FONT_SIZE}" text-anchor="middle">${plotMarkup(plot)}</g>`,
  );
  y += height;
  lines(notes, `class="muted" font-size="${FONT_SIZE - 1}"`);
  const full = y + PADDING;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${full}" width="${width}" height="${full}" ` +
    `font-family="DejaVu Sans, Verdana, sans-serif" role="img" aria-label="${escapeXml(title)}">` +
    `<style>${STYLE}</style><rect class="paper" fill="#ffffff" width="${width}" height="${full}"/>` +
    `<g class="ink" fill="#1a1a1a" color="#1a1a1a">${parts.join('')}</g></svg>\n`;
  return { svg, png: () => toPng(svg) };
}

/**
 * Plot's SVG as a group of ours: its own frame, style sheet and class names are dropped, and halos get a class. Coordinates are cut to a
 * hundredth of a unit, and the identifiers of clip paths, which Plot counts up from figure to figure, are taken from the
 * content: the same figure is the same text each time, and several figures can stand in one page.
 */
function plotMarkup(plot: unknown): string {
  const element = plot as {
    querySelectorAll(selector: string): Iterable<{ remove(): void }>;
    innerHTML: string;
  };
  for (const style of element.querySelectorAll('style')) style.remove();
  const plain = element.innerHTML
    .replaceAll(NOT_XML, '\ufffd')
    .replaceAll(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))
    .replaceAll(/plot-clip-\d+/g, 'plot-clip')
    .replaceAll(`stroke="${HALO}"`, 'class="halo" stroke="#ffffff"');
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 8);
  return plain.replaceAll('plot-clip', `clip-${digest}`);
}

/** Renders an SVG document of ours in light mode, at twice its size. */
export function toPng(svg: string): Uint8Array {
  const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
  const files = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => join(fonts, 'ttf', file));
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles: files, defaultFontFamily: 'DejaVu Sans' },
  });
  return drawing.render().asPng();
}
