import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readCsvRows } from '../../src/runs/csv-log.ts';

const RESULTS = new URL('../../results/', import.meta.url);

/** The rows of a committed result, by a path in `results/`; each cell by the name of its column. */
export function readCsv(path: string): Record<string, string>[] {
  return readCsvRows(readFileSync(fileURLToPath(new URL(path, RESULTS)))) as Record<string, string>[];
}

/** A Markdown table; a bar inside a cell would end it, so it is escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
