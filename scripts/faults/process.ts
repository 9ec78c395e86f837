import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Manifest } from '../../src/runs/manifest.ts';

/** From the sources, so that tests never run a stale build. */
let program = ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('./entry.ts', import.meta.url))];

/** Starts processes from the build from now on, in half the time; the caller has just made it. */
export function launchBuild(): void {
  program = [fileURLToPath(new URL('./entry.mjs', import.meta.url))];
}

/** The arguments of Node that start `hessian-lab`. */
export function commandWords(): readonly string[] {
  return program;
}

const preload = new URL('./kill-at.mjs', import.meta.url).href;

/** How a process ended, and what it said on stderr. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** What is changed about a process. */
export interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the preload that kills at a file operation is loaded. */
  readonly killsAtCall?: boolean;
  /** The largest file it may write, in KiB (RLIMIT_FSIZE). */
  readonly largestFile?: number;
}

/** Starts `hessian-lab` in a folder, quietly, with a checkpoint after every epoch unless `env` says otherwise. */
export function launch(
  cwd: string,
  args: readonly string[],
  { env = {}, killsAtCall = false, largestFile }: Circumstances = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const options = killsAtCall ? ['--import', preload] : [];
  const words = [...options, ...program, ...args, '--quiet'];
  const [file, ...rest] =
    largestFile === undefined
      ? [process.execPath, ...words]
      : ['bash', '-c', `ulimit -f ${largestFile} && exec "$0" "$@"`, process.execPath, ...words];
  const child = spawn(file!, rest, {
    cwd,
    env: { ...process.env, HESSIAN_LAB_CHECKPOINT_SECONDS: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return { child, ended };
}

/** Runs an action with an empty folder that is removed afterwards. */
export async function inFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-faults-'));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Mini-batches, batch norm, momentum, warm-started curvature: everything that a state has to carry. */
export function config(engine: 'closed-form' | 'tfjs', epochs: number, seeds: readonly number[]): object {
  return {
    name: 'faults',
    seeds,
    data: { source: 'sine', rows: 60, features: 3, testFraction: 0.2 },
    model: { hidden: [6, 5], activation: 'tanh', batchNorm: true },
    training: {
      engine,
      backend: 'wasm',
      epochs,
      batchSize: 16,
      optimizer: { type: 'momentum', learningRate: 0.01, momentum: 0.9 },
    },
    curvature: { engine, measure: ['lambda_max', 'lambda_min', { trace: { every: 7 } }] },
  };
}

/** Writes `c.yaml` into a folder. */
export function writeConfigFile(folder: string, content: object): void {
  writeFileSync(join(folder, 'c.yaml'), stringify(content));
}

/** Every file below a folder with what must be the same in each run of one config; clock times and notes are not. */
export function contentOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return new Map(
    files
      .map((file): [string, string] => {
        const path = join(file.parentPath, file.name);
        return [path.slice(folder.length + 1), comparable(file.name, readFileSync(path, 'utf8'))];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function comparable(name: string, text: string): string {
  if (name === 'timings.csv') return text.replaceAll(/^(\d+),.*$/gm, '$1');
  if (name !== 'manifest.json') return text;
  const { start: _, end: __, resumed: ___, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify({ ...rest, engineReasons: [] });
}

/** The files of which two folders do not hold the same; [] when they are equal. */
export function differences(expected: Map<string, string>, found: Map<string, string>): string[] {
  return [...new Set([...expected.keys(), ...found.keys()])].filter(
    (name) => expected.get(name) !== found.get(name),
  );
}

/** The whole rows in each `epochs.csv` below a folder, by the folder it lies in. */
export function rowsIn(folder: string): Map<string, number> {
  let files: string[] = [];
  try {
    files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    // Killed before there was a folder.
  }
  const logs = files.filter((name) => basename(name) === 'epochs.csv');
  const rows = (name: string) => Math.max(0, readFileSync(join(folder, name), 'utf8').split('\n').length - 2);
  return new Map(logs.map((name) => [dirname(join(folder, name)), rows(name)]));
}

/** All of them together. */
export function totalRows(folder: string): number {
  return [...rowsIn(folder).values()].reduce((sum, rows) => sum + rows, 0);
}

/** Waits until a run has written so many rows; gives up after a minute. */
export async function rowsThere(folder: string, rows = 3): Promise<void> {
  const patience = performance.now() + 60_000;
  while (totalRows(folder) < rows) {
    if (performance.now() > patience) throw new Error(`no ${rows} rows in ${folder} within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** How many of those rows a resume computed again: it kept the ones up to its checkpoint. */
export function rowsComputedAgain(before: ReadonlyMap<string, number>): number {
  let again = 0;
  for (const [run, rows] of before) {
    const { resumed } = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as Manifest;
    const last = resumed.at(-1);
    if (last) again += Math.max(0, rows - (last.fromEpoch ?? -1) - 1);
  }
  return again;
}
