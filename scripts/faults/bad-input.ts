import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadExperiment } from '../../src/config/load.ts';
import { importCsv } from '../../src/data/import/csv.ts';
import { mlpLayout } from '../../src/models/layout.ts';
import { startParameters } from '../../src/models/start.ts';
import { readCheckpoint } from '../../src/runs/checkpoint.ts';
import { epochColumns } from '../../src/runs/columns.ts';
import { readLog } from '../../src/runs/csv-repair.ts';
import type { Manifest } from '../../src/runs/manifest.ts';
import { readManifest } from '../../src/runs/read-manifest.ts';
import { damages } from './damage.ts';
import { config, inFolder, launch, writeConfigFile } from './process.ts';
import { type FaultRow, faultRow, type Try } from './row.ts';

/** Longer messages are no help to anybody. */
const LONGEST_MESSAGE = 20_000;
/** Of processor time, which other processes do not lengthen; files are of a few megabytes at most. */
const LONGEST_MILLISECONDS = 20_000;
/** What reading files of a few megabytes may add to the resident memory of the process. */
const MOST_BYTES = 1.5e9;

/** A kind of file that people or other programs may have written. */
interface Subject {
  readonly name: string;
  /** Its good content. */
  readonly content: Buffer;
  readonly errors: readonly string[];
  readonly read: (file: string) => unknown;
}

/**
 * Reads damaged files of every kind. Each has to be read, or refused with an error of its kind that names the file: no
 * other error, no stack overflow, no endless time or memory, nothing written beside it, no prototype changed.
 *
 * @param cases of each kind
 * @param seed draws other cases
 */
export async function badInput(cases: number, seed: number): Promise<FaultRow[]> {
  return inFolder(async (folder) => {
    const rows: FaultRow[] = [];
    for (const subject of await subjects(folder)) {
      const tries: Try[] = [];
      const drawn = fc.sample(damages, { numRuns: cases, seed });
      for (const [index, damage] of drawn.entries()) {
        const place = join(folder, `${subject.name.replaceAll(' ', '-')}-${index % 8}`);
        const bytes = damage.reduce((content, one) => one.apply(content), subject.content);
        const failure = await problemOf(subject, place, bytes);
        const told = `${damage.map(({ name }) => name).join(' + ')}: ${failure}`;
        tries.push({ failure: failure === null ? null : told, rowsAgain: 0, lostRows: 0 });
      }
      rows.push(faultRow(`damaged ${subject.name}`, tries));
    }
    return rows;
  });
}

async function problemOf({ errors, read }: Subject, place: string, bytes: Buffer): Promise<string | null> {
  mkdirSync(place, { recursive: true });
  const file = join(place, 'manifest.json');
  writeFileSync(file, bytes);
  const before = { memory: process.memoryUsage.rss(), time: cpuMilliseconds() };
  let thrown: unknown = null;
  try {
    await read(file);
  } catch (error) {
    thrown = error;
  }
  if (cpuMilliseconds() - before.time > LONGEST_MILLISECONDS) return 'took too long';
  if (process.memoryUsage.rss() - before.memory > MOST_BYTES) return 'took too much memory';
  if (readdirSync(place).length !== 1) return `wrote ${readdirSync(place).join(', ')}`;
  if ('polluted' in {}) return 'changed a prototype';
  if (thrown === null) return null;
  if (!(thrown instanceof Error)) return `threw ${String(thrown)}`;
  if (!errors.includes(thrown.name)) return `threw ${thrown.stack}`;
  if (!thrown.message.includes(place)) return `does not name the file: ${thrown.message.slice(0, 500)}`;
  if (thrown.message.length > LONGEST_MESSAGE) return `told ${thrown.message.length} characters`;
  return null;
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The kinds of files, with good content made by a real run. */
async function subjects(folder: string): Promise<Subject[]> {
  const experiment = config('closed-form', 2, [1]);
  writeConfigFile(folder, experiment);
  const { code, stderr } = await launch(folder, ['run', 'c.yaml', '--out', 'good']).ended;
  if (code !== 0) throw new Error(`the good run ended with ${code}: ${stderr}`);
  const run = join(folder, 'good', 'default', 'seed-1');
  const layout = mlpLayout({
    layers: [3, 6, 5, 1],
    activation: 'tanh',
    batchNorm: { epsilon: 1e-3, momentum: 0.99 },
  });
  const { configHash } = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as Manifest;
  const { curvature } = loadExperiment(join(folder, 'c.yaml')).arms[0]!.config;
  const table = Array.from({ length: 12 }, (_, i) => `${i},${i * i},"say ""${i}""",${-i / 7}`);
  return [
    {
      name: 'config',
      content: readFileSync(join(folder, 'c.yaml')),
      errors: ['ConfigError'],
      read: (file) => loadExperiment(file),
    },
    {
      name: 'CSV data',
      content: Buffer.from(`a,b,text,y\n${table.join('\n')}\n`),
      errors: ['DataError'],
      read: (file) => importCsv(file, { target: 'y', features: ['a', 'b'] }),
    },
    {
      name: 'parameter file',
      content: readFileSync(join(run, 'parameters.json')),
      errors: ['ParameterFileError'],
      read: (file) => startParameters({ file }, layout, 1),
    },
    {
      name: 'checkpoint',
      content: readFileSync(join(run, 'checkpoint.json')),
      errors: ['CheckpointError'],
      read: (file) => readCheckpoint(file, { configHash, seed: 1 }),
    },
    {
      name: 'manifest',
      content: readFileSync(join(run, 'manifest.json')),
      errors: ['ManifestError'],
      read: (file) => readManifest(join(file, '..')),
    },
    {
      name: 'epochs.csv',
      content: readFileSync(join(run, 'epochs.csv')),
      errors: ['LogError'],
      read: (file) => readLog(file, epochColumns(curvature), 2),
    },
  ];
}
