import { DEFAULT_WIDTH, type Figure, type FigureFrame, toPng } from './figure.ts';
import { BOLD, escapeXml, FONT_SIZE, LINE, STYLE, wrap } from './text.ts';

const PADDING = 10;

/**
 * Puts figures of one width row by row under a common title: small multiples. In a row stand as many as fit the width of
 * a single figure, 480 units, and at least one: shrunk to one column of a text, or to a telephone, their labels stay as
 * legible as those of every other figure.
 *
 * @throws RangeError when there is no figure
 */
export function figureGrid(
  { title, subtitle, note }: Pick<FigureFrame, 'title' | 'subtitle' | 'note'>,
  figures: readonly Figure[],
): Figure {
  if (figures.length === 0) throw new RangeError('figureGrid: expected at least one figure, received none');
  const sizes = figures.map(({ svg }) => sizeOf(svg));
  const cell = Math.max(...sizes.map(({ width }) => width));
  const columns = Math.min(figures.length, Math.max(1, Math.floor(DEFAULT_WIDTH / cell)));
  const width = cell * columns;
  let y = PADDING;
  const parts: string[] = [];
  const lines = (text: string | undefined, size: number, attributes: string, widening = 1) => {
    for (const line of text ? wrap(text, width - 2 * PADDING, size * widening) : []) {
      y += LINE;
      parts.push(
        `<text x="${PADDING}" y="${y - 5}" font-size="${size}" ${attributes}>${escapeXml(line)}</text>`,
      );
    }
  };
  lines(title, FONT_SIZE + 2, 'class="title" font-weight="bold"', BOLD);
  lines(subtitle, FONT_SIZE, 'class="muted"');
  for (let first = 0; first < figures.length; first += columns) {
    const row = figures.slice(first, first + columns);
    row.forEach(({ svg }, i) => {
      parts.push(svg.trim().replace('<svg ', `<svg x="${i * cell}" y="${y}" `));
    });
    y += Math.max(...sizes.slice(first, first + columns).map(({ height }) => height));
  }
  lines(note, FONT_SIZE - 1, 'class="muted"');
  const height = y + PADDING;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="DejaVu Sans, Verdana, sans-serif" role="img" aria-label="${escapeXml(title)}">` +
    `<style>${STYLE}</style><rect class="paper" fill="#ffffff" width="${width}" height="${height}"/>` +
    `<g class="ink" fill="#1a1a1a" color="#1a1a1a">${parts.join('')}</g></svg>\n`;
  return { svg, png: () => toPng(svg) };
}

/** Width and height as the figure's root element states them. */
function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = /^<svg [^>]*? width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
}
