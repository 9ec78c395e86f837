import { extname } from 'node:path';
import { overlayChart } from '../../compare/overlay.ts';
import type { Sample } from '../../compare/sample.ts';
import { writeWhole } from '../../runs/write.ts';
import { UsageError } from '../errors.ts';

/** Throws a UsageError for a name that ends neither in .svg nor in .png. */
export function checkFigureName(file: string): void {
  if (['.svg', '.png'].includes(extname(file).toLowerCase())) return;
  throw new UsageError(`--figure: received "${file}", allowed are names that end in .svg or .png.`);
}

/**
 * Draws each column along training. Several columns go to a file each, with the column before the ending.
 *
 * @returns the files
 * @throws WriteError
 */
export async function writeFigures(
  file: string,
  samples: readonly Sample[],
  columns: readonly string[],
): Promise<string[]> {
  const { lineChart } = await import('../../figures/lines.ts');
  const ending = extname(file);
  const files: string[] = [];
  for (const column of columns) {
    const safe = column.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_');
    const path = columns.length === 1 ? file : `${file.slice(0, -ending.length)}-${safe}${ending}`;
    const figure = lineChart(overlayChart(samples, column));
    await writeWhole(path, ending.toLowerCase() === '.svg' ? figure.svg : figure.png());
    files.push(path);
  }
  return files;
}
