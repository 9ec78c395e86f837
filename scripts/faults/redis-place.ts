import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'yaml';
import { commandWords } from './process.ts';

/** Twelve runs of a tenth of a second or more each: long enough that a fault comes in the middle. */
const CONFIG = {
  name: 'faults',
  seeds: [1, 2, 3],
  data: { source: 'file', path: 'rows.csv', target: 'y' },
  model: { hidden: [6, 5], activation: 'tanh' },
  training: { engine: 'closed-form', epochs: 200, batchSize: 8, learningRate: 0.01 },
  sweep: { axes: { 'training.learningRate': [0.01, 0.02, 0.04, 0.08] } },
};

/** The runs of the sweep `s.yaml`. */
export const RUNS = 12;

/** A process of `hessian-lab`, and all it has said so far on both streams. */
export interface Spoken {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** A folder with a sweep `s.yaml`, and what its runs come to on this machine alone. */
export interface SweepPlace {
  readonly folder: string;
  /** The files that must be the same wherever a run is computed, by their path in a sweep's folder. */
  readonly expected: ReadonlyMap<string, string>;
  /** Starts `hessian-lab` in the folder. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Spoken;
  /** Starts it as a worker of one process, with a lease of a second. */
  worker(url: string, ...args: string[]): Spoken;
  /** Starts it as the sweep, into a folder here. */
  sweep(url: string, out: string): Spoken;
  /** What is there of `expected` in a sweep's folder. */
  numbersIn(out: string): Map<string, string>;
  /** Runs that have ended there. */
  endedIn(out: string): number;
  /** Ends what was started and still goes on, and removes the folder. */
  dispose(): Promise<void>;
}

/**
 * Makes a place, and carries its sweep out without a queue. Throws an Error where that fails.
 *
 * @param isCompared false leaves that away: nothing is `expected` then
 */
export async function sweepPlace(isCompared = true): Promise<SweepPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-queue-'));
  const rows = Array.from({ length: 60 }, (_, i) => `${i / 60},${Math.cos(i)},${Math.sin(i / 9)}`);
  writeFileSync(join(folder, 'rows.csv'), `a,b,y\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 's.yaml'), stringify(CONFIG));
  const processes = new Set<Spoken>();
  const expected = new Map<string, string>();

  const place: SweepPlace = {
    folder,
    expected,
    start(args, env = {}) {
      const child = spawn(process.execPath, [...commandWords(), ...args], {
        cwd: folder,
        env: { ...process.env, HESSIAN_LAB_QUEUE_LEASE_SECONDS: '1', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        });
      }
      const ended = new Promise<number | null>((resolve, reject) => {
        child.on('error', reject).on('close', (code) => resolve(code));
      });
      const spoken = { child, said: () => said, ended };
      processes.add(spoken);
      void ended.finally(() => processes.delete(spoken));
      return spoken;
    },
    worker: (url, ...args) => place.start(['worker', '--queue', url, '--jobs', '1', ...args]),
    sweep: (url, out) => place.start(['sweep', 's.yaml', '--out', out, '--queue', url]),
    numbersIn: (out) => numbersBelow(join(folder, out)),
    endedIn: (out) => namesBelow(join(folder, out)).filter((name) => name.endsWith('manifest.json')).length,
    async dispose() {
      for (const { child } of processes) child.kill('SIGKILL');
      await Promise.all([...processes].map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (!isCompared) return place;
  const local = place.start(['sweep', 's.yaml', '--out', 'local', '--jobs', '2']);
  if ((await local.ended) !== 0) {
    await place.dispose();
    throw new Error(`the sweep without a queue failed: ${local.said()}`);
  }
  for (const [name, text] of place.numbersIn('local')) expected.set(name, text);
  return place;
}

/**
 * What is wrong with a sweep's folder after all: files that are missing or others than those of the place, a run that
 * has not completed, or one that is counted twice in `sweep.csv` or `summary.csv`. null where nothing is.
 */
export function wrongWith(place: SweepPlace, out: string): string | null {
  const found = place.numbersIn(out);
  const names = new Set([...place.expected.keys(), ...found.keys()]);
  const different = [...names].filter((name) => found.get(name) !== place.expected.get(name));
  if (different.length > 0) return `${out}: missing or different: ${different.join(', ')}`;
  const table = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(place.folder, out, name)), { columns: true });
  const [runs, summaries] = [table('sweep.csv'), table('summary.csv')];
  const unfinished = runs.filter(({ status }) => status !== 'completed').map(({ folder }) => folder);
  if (unfinished.length > 0) return `${out}: not completed: ${unfinished.join(', ')}`;
  const counted = [
    ...runs.map(({ folder }) => `sweep.csv ${folder}`),
    ...summaries.map(({ arm, seed }) => `summary.csv ${arm} ${seed}`),
  ];
  const twice = counted.filter((name, i) => counted.indexOf(name) !== i);
  if (twice.length > 0) return `${out}: counted twice: ${twice.join(', ')}`;
  return counted.length === 2 * RUNS ? null : `${out}: ${counted.length} rows of ${2 * RUNS}`;
}

function numbersBelow(directory: string): Map<string, string> {
  const kept = namesBelow(directory).filter((name) =>
    /(?:epochs\.csv|parameters\.json|checkpoint\.json|config\.yaml)$/.test(name),
  );
  // A run is there when its manifest is, which comes last.
  const whole = kept.filter((name) => existsSync(join(directory, dirname(name), 'manifest.json')));
  return new Map(whole.sort().map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

function namesBelow(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [];
}

/** Waits until a condition holds; gives up after a minute with what was waited for. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const patience = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > patience) throw new Error(`waited a minute in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
