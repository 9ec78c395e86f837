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

/** A file for each column: the one named, or where there are several the column before its ending. */
export function figureFiles(file: string, columns: readonly string[]): string[] {
  const ending = extname(file);
  return columns.map((column) => {
    const safe = column.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_');
    return columns.length === 1 ? file : `${file.slice(0, -ending.length)}-${safe}${ending}`;
  });
}

/**
 * Draws each column along training into its file.
 *
 * @throws WriteError
 */
export async function writeFigures(
  files: readonly string[],
  samples: readonly Sample[],
  columns: readonly string[],
): Promise<void> {
  if (files.length === 0) return;
  const { lineChart } = await import('../../figures/lines.ts');
  for (const [i, file] of files.entries()) {
    const figure = lineChart(overlayChart(samples, columns[i]!));
    await writeWhole(file, extname(file).toLowerCase() === '.svg' ? figure.svg : figure.png());
  }
}
