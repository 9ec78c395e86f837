import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readRunFolder } from '../../compare/run-folder.ts';
import type { RunRows } from '../../compare/run-rows.ts';
import { DataError } from '../../data/errors.ts';
import { LogError } from '../../runs/csv-repair.ts';
import { readJson } from '../../runs/read-json.ts';
import { readRegular } from '../../runs/read-regular.ts';
import { rowDigest } from '../../runs/summary.ts';
import type { RunGroup } from './find.ts';
import { type FlatConfig, flatConfig } from './flat-config.ts';
import { runsWithoutLog } from './sweep-table.ts';

/** What the page tells of a manifest; other versions may lack some of it, and say more. */
const text = z.string().nullable().optional().catch(null);
const count = z.number().nullable().optional().catch(null);
const engine = z.object({ engine: text, backend: text, precision: text }).nullable().optional().catch(null);
const manifestSchema = z.object({
  experiment: text,
  status: text,
  message: text,
  start: text,
  end: text,
  dataHash: text,
  loss: text,
  parameters: count,
  trainRows: count,
  testRows: count,
  curvatureRows: count,
  training: engine,
  curvature: engine,
  notices: z.array(z.string()).optional().catch([]),
  versions: z.object({ hessianLab: text, node: text, tfjs: text, backend: text }).optional().catch(undefined),
  machine: z.object({ platform: text, arch: text, cpu: text, cores: count }).optional().catch(undefined),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable().optional().catch(null),
  epochsToTarget: count,
  gradients: count,
  products: count,
});

/** What the page tells of a manifest. */
export type ManifestFacts = z.output<typeof manifestSchema>;

/** One run of a run directory. */
export interface ReportedRun {
  readonly folder: string;
  readonly arm: string;
  readonly seed: string;
  /** `unknown` where no manifest tells. */
  readonly status: string;
  readonly facts: ManifestFacts | null;
  /** null where there is no epochs.csv that can be read. */
  readonly rows: RunRows | null;
  /** What `summary.csv` says of it; null where the log holds something else than numbers. */
  readonly digest: ReturnType<ReturnType<typeof rowDigest>['result']> | null;
}

/** The runs of one arm, which differ in their seed alone. */
export interface ReportedArm {
  readonly name: string;
  readonly runs: readonly ReportedRun[];
  /** The resolved config as YAML, of the first run that has one; null where there is none. */
  readonly yaml: string | null;
  readonly config: FlatConfig;
}

/** A run directory. */
export interface ReportedGroup {
  readonly directory: string;
  readonly anchor: string;
  readonly experiment: string;
  readonly arms: readonly ReportedArm[];
  /** Of a sweep: what `sweep.csv` says of the runs without a log that can be read, a text each. */
  readonly notBegun: readonly string[];
}

/** Reads the runs of a directory. What cannot be read is told in `problems`, and the rest is there. */
export function readGroup({ directory, runs }: RunGroup, anchor: string, problems: string[]): ReportedGroup {
  const read = runs.map(({ folder, arm }) => readRun(folder, arm, problems));
  const names = [...new Set(read.map(({ arm }) => arm))];
  const arms = names.map((name) =>
    readArm(
      name,
      read.filter(({ arm }) => arm === name),
      problems,
    ),
  );
  const experiment = read.map(({ facts }) => facts?.experiment).find(Boolean) ?? '';
  const notBegun = runsWithoutLog(
    directory,
    runs.map(({ folder }) => folder),
    problems,
  );
  return { directory, anchor, experiment, arms, notBegun };
}

function readArm(name: string, runs: readonly ReportedRun[], problems: string[]): ReportedArm {
  const read = runs.flatMap(({ folder }) => readConfig(join(folder, 'config.yaml'), problems));
  const [first] = read;
  const other = read.find(({ config }) => JSON.stringify([...config]) !== JSON.stringify([...first!.config]));
  if (other) {
    problems.push(`${other.path} is not as ${first!.path}: the page shows the latter for arm ${name}.`);
  }
  return { name, runs, yaml: first?.yaml ?? null, config: first?.config ?? new Map() };
}

function readConfig(path: string, problems: string[]): { path: string; yaml: string; config: FlatConfig }[] {
  if (!existsSync(path)) return [];
  try {
    const yaml = readRegular(path).toString('utf8');
    return [{ path, yaml, config: flatConfig(parse(yaml)) }];
  } catch (error) {
    problems.push(`${path} cannot be read (${firstLine(error)}): left out.`);
    return [];
  }
}

function readRun(folder: string, arm: string, problems: string[]): ReportedRun {
  let rows: RunRows | null = null;
  let seed: string | null = null;
  try {
    const reading = readRunFolder(folder);
    problems.push(...reading.notices);
    rows = reading.runs[0] ?? null;
    seed = rows?.seed ?? null;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    problems.push(`${error.message}: its rows are left out.`);
  }
  const facts = readFacts(join(folder, 'manifest.json'));
  const named = /seed-([^/\\]+)$/.exec(folder)?.[1] ?? '';
  const status = facts?.status ?? rows?.status ?? 'unknown';
  return { folder, arm, seed: seed ?? named, status, facts, rows, digest: digestOf(rows, problems) };
}

/** What is wrong with a manifest is told by the reader of the rows. */
function readFacts(path: string): ManifestFacts | null {
  return readJson(path, manifestSchema).data;
}

function digestOf(rows: RunRows | null, problems: string[]): ReportedRun['digest'] {
  if (rows === null) return null;
  const digest = rowDigest();
  try {
    for (const { cells } of rows.rows) digest.addCells((column) => cells[rows.columns.indexOf(column)] ?? '');
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    problems.push(`${rows.place}: ${error.message}: its summary is left out.`);
    return null;
  }
  return digest.result();
}

function firstLine(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message.split('\n')[0]!;
}
