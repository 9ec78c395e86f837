import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { armOrder, isRunFolder } from '../../compare/run-folder.ts';
import { DataError } from '../../data/errors.ts';
import { readRegular } from '../../runs/read-regular.ts';
import { byName } from './name-order.ts';

/** A run directory: the folders of its runs by arm. */
export interface RunGroup {
  readonly directory: string;
  /** In the order of the config. */
  readonly runs: readonly { readonly folder: string; readonly arm: string }[];
}

/** What lies below the folders that were named. */
export interface Found {
  /** Folders with a verdict. */
  readonly claims: readonly string[];
  readonly groups: readonly RunGroup[];
  /** Folders that `inspect` wrote. */
  readonly inspections: readonly string[];
  /** Sentences on what could not be read. */
  readonly problems: readonly string[];
}

/** Folders below one that is named: results, experiment, run number, arm, seed, inspect, epoch. */
const DEEPEST = 7;

/**
 * Looks for claims, runs and inspections, each once, in the order of the names. Links are followed only where they are
 * named themselves.
 *
 * @throws DataError for a path that is no folder, or holds nothing to report
 */
export function findResults(paths: readonly string[]): Found {
  const found = { claims: [] as string[], inspections: [] as string[], problems: [] as string[] };
  const groups = new Map<string, { folder: string; arm: string }[]>();
  const seen = new Set<string>();
  const count = () => found.claims.length + found.inspections.length + found.problems.length + seen.size;

  const visit = (folder: string, depth: number): void => {
    const entries = entriesOf(folder, found.problems);
    const has = (name: string) => entries.some((entry) => entry.name === name);
    if (has('verdict.json') && isNew(folder)) found.claims.push(folder);
    else if (isInspection(folder, has('summary.json')) && isNew(folder)) found.inspections.push(folder);
    else if (isRunFolder(folder) && isNew(folder)) addRun(folder);
    if (depth === DEEPEST) return;
    const order = armOrder(folder);
    const rank = ({ name }: Dirent) => (order.includes(name) ? order.indexOf(name) : order.length);
    const folders = entries.filter((entry) => entry.isDirectory());
    folders.sort((a, b) => rank(a) - rank(b) || byName(a.name, b.name));
    for (const { name } of folders) visit(join(folder, name), depth + 1);
  };
  const isNew = (folder: string): boolean => {
    const real = realpathSync(folder);
    return !seen.has(real) && seen.add(real).size > 0;
  };
  const addRun = (folder: string): void => {
    const isSeed = basename(realpathSync(folder)).startsWith('seed-');
    const armFolder = isSeed ? dirname(realpathSync(folder)) : realpathSync(folder);
    const directory = isSeed ? dirname(armFolder) : armFolder;
    groups.set(directory, [...(groups.get(directory) ?? []), { folder, arm: basename(armFolder) }]);
  };

  for (const path of paths) {
    refuseOthers(path);
    const before = count();
    visit(path, 0);
    if (count() > before || hasAny(path, seen)) continue;
    throw new DataError(path, [
      'holds nothing to report: no run (epochs.csv), no claim (verdict.json) and no inspection (summary.json); name what --out named in run, reproduce or inspect, or a folder above',
    ]);
  }
  return { ...found, groups: [...groups].map(([directory, runs]) => ({ directory, runs })) };
}

function refuseOthers(path: string): void {
  if (!existsSync(path)) throw new DataError(path, ['no such folder; name a folder that holds results']);
  if (statSync(path).isDirectory()) return;
  throw new DataError(path, [`is a file; name the folder that it lies in: ${dirname(path)}`]);
}

function entriesOf(folder: string, problems: string[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    problems.push(`${folder} cannot be read (${(error as NodeJS.ErrnoException).code}): left out.`);
    return [];
  }
}

/** A folder named twice, or within another that is named, has been reported. */
function hasAny(path: string, seen: ReadonlySet<string>): boolean {
  const real = realpathSync(path);
  return [...seen].some((folder) => folder.startsWith(real));
}

/** `summary.json` of an inspection, also one that is damaged beyond its first lines. */
function isInspection(folder: string, hasSummary: boolean): boolean {
  if (!hasSummary) return false;
  try {
    return /"(topEigenvalues|criticalPoint|curvatureRowsHash)"/.test(
      readRegular(join(folder, 'summary.json')).toString('utf8'),
    );
  } catch {
    return true;
  }
}
