import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { DataError } from '../data/errors.ts';
import { readCsvRows } from '../runs/csv-log.ts';
import { type RunStatus, runStatuses } from '../runs/manifest.ts';
import { readJson } from '../runs/read-json.ts';
import { readRegular } from '../runs/read-regular.ts';
import { readCsvRuns } from './csv-rows.ts';
import type { Reading } from './run-rows.ts';

/** What a table of runs needs of `manifest.json`; other versions may lack some of it. */
const schema = z.object({
  format: z.literal(1),
  experiment: z.string(),
  arm: z.string(),
  seed: z.number(),
  status: z.enum(runStatuses),
  configHash: z.string(),
});

/** Folders below a results folder: experiment, run number, arm, seed. */
const DEEPEST = 5;

/** The folders of single runs in a folder, itself included, sorted by seed. Links, such as `latest`, are not followed. */
export function findRunFolders(folder: string, depth = 0): string[] {
  if (isRunFolder(folder)) return [folder];
  if (depth === DEEPEST) return [];
  let entries: string[];
  try {
    entries = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch (error) {
    throw new DataError(folder, [`cannot be read: ${(error as NodeJS.ErrnoException).code}`]);
  }
  const order = armOrder(folder);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  entries.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
  return entries.flatMap((name) => findRunFolders(join(folder, name), depth + 1));
}

/** Whether a folder is that of one run. */
export function isRunFolder(folder: string): boolean {
  return ['epochs.csv', 'manifest.json'].some((name) => existsSync(join(folder, name)));
}

/** The arms in the order of the config, as `summary.csv` has them; [] where there is none. */
export function armOrder(folder: string): string[] {
  try {
    const rows = readCsvRows(readRegular(join(folder, 'summary.csv')));
    return [...new Set(rows.flatMap(({ arm }) => arm ?? []))];
  } catch {
    return [];
  }
}

/** Reads one `<arm>/seed-<n>` folder. What makes it unusable is a notice and no run: the others are still of use. */
export function readRunFolder(folder: string): Reading {
  const full = resolve(folder);
  const seed = /^seed-(.+)$/.exec(basename(full))?.[1] ?? null;
  const named = { experiment: '', arm: seed === null ? basename(full) : basename(dirname(full)), seed };
  const { found, status, notice } = readManifest(folder);
  const manifest = found && { ...found, seed: String(found.seed) };
  const notices = notice === null ? [] : [notice];
  const path = join(folder, 'epochs.csv');
  const absent = !existsSync(path)
    ? 'has no epochs.csv'
    : statSync(path).isFile() && statSync(path).size === 0
      ? 'has an empty epochs.csv'
      : null;
  if (absent) {
    return {
      runs: [],
      notices: [...notices, `${folder} ${absent}${status ? ` (${status})` : ''}: left out.`],
    };
  }
  const reading = readCsvRuns(path, { isOwn: true });
  if (reading.runs.length !== 1) {
    throw new DataError(path, ['holds several runs, a log holds one; name the file itself to compare them']);
  }
  const identity = { ...named, status, configHash: null, ...manifest };
  return {
    runs: reading.runs.map(({ columns, rows }) => ({
      place: path,
      experiment: identity.experiment,
      arm: identity.arm,
      seed: identity.seed,
      status: identity.status,
      configHash: identity.configHash,
      columns,
      rows,
    })),
    notices: [...notices, ...reading.notices],
  };
}

/** What `readManifest` could read. */
interface ReadManifest {
  readonly found: z.infer<typeof schema> | null;
  /** Also that of a manifest of another version, where it can be told: a diverged run stays one. */
  readonly status: RunStatus | null;
  readonly notice: string | null;
}

function readManifest(folder: string): ReadManifest {
  const path = join(folder, 'manifest.json');
  const read = readJson(path, schema);
  if (read.problem === null) return { found: read.data, status: read.data.status, notice: null };
  const { success, data } = z.object({ status: z.enum(runStatuses) }).safeParse(read.document);
  const told = success ? `the status is ${data.status}` : 'the status is unknown';
  const notice = `${path} ${read.problem}; arm and seed are taken from the names of the folders, and ${told}.`;
  return { found: null, status: success ? data.status : null, notice };
}
