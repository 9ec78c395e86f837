import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readRegular } from '../../runs/read-regular.ts';
import { TABLE_FILE } from '../../sweeps/table.ts';

/**
 * The runs of a sweep that no folder among those found tells of, because they have not begun or failed before their
 * first row: folder, status and error, as `sweep.csv` has them. [] where the directory is none of a sweep.
 *
 * @param found folders of the runs that are reported
 * @param problems gets a sentence where the table cannot be read
 */
export function runsWithoutLog(directory: string, found: readonly string[], problems: string[]): string[] {
  const path = join(directory, TABLE_FILE);
  if (!existsSync(path)) return [];
  const known = new Set(found.map((folder) => realpathSync(folder)));
  try {
    const rows: Partial<Record<string, string>>[] = parse(readRegular(path).toString('utf8'), {
      columns: true,
    });
    return rows.flatMap(({ folder, status, error }) => {
      if (!folder) return [];
      const run = join(directory, folder);
      if (existsSync(run) && known.has(realpathSync(run))) return [];
      return [`${folder}: ${status}${error ? `, ${error}` : ''}`];
    });
  } catch (error) {
    problems.push(`${path} cannot be read (${(error as Error).message.split('\n')[0]}): left out.`);
    return [];
  }
}
