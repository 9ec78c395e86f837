import { FONT_SIZE, LINE, escapeXml, textWidth } from './text.ts';

/** One name in a legend with the sign that it stands for. */
export interface LegendEntry {
  readonly name: string;
  readonly color: string;
  /** Pattern of the line, as SVG's stroke-dasharray; '' is solid. */
  readonly dash: string;
  readonly sign: 'line' | 'dot' | 'area';
}

const SIGN = 22;
const GAP = 14;

/** Lays entries out in rows of at most `width`. */
export function legendRows(entries: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const size = SIGN + 6 + textWidth(entry.name, FONT_SIZE) + GAP;
    if (used + size > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(entry);
    used += size;
  }
  return rows;
}

/** The rows as SVG, the first one ending at height `y`. */
export function legendMarkup(rows: readonly (readonly LegendEntry[])[], x: number, y: number): string {
  return rows
    .map((row, index) => {
      let at = x;
      const line = y + index * LINE - 5;
      return row
        .map((entry) => {
          const sign = signMarkup(entry, at, line - 4);
          const text = `<text x="${at + SIGN + 6}" y="${line}" font-size="${FONT_SIZE}">${escapeXml(entry.name)}</text>`;
          at += SIGN + 6 + textWidth(entry.name, FONT_SIZE) + GAP;
          return sign + text;
        })
        .join('');
    })
    .join('');
}

function signMarkup({ color, dash, sign }: LegendEntry, x: number, y: number): string {
  if (sign === 'dot') return `<circle cx="${x + SIGN / 2}" cy="${y}" r="4" fill="${color}"/>`;
  if (sign === 'area') return `<rect x="${x}" y="${y - 5}" width="${SIGN}" height="10" fill="${color}"/>`;
  const pattern = dash ? ` stroke-dasharray="${dash}"` : '';
  return `<line x1="${x}" x2="${x + SIGN}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="2"${pattern}/>`;
}
