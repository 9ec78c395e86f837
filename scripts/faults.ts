/**
 * npm run test:faults [-- --only resume/tfjs,files] [--nightly]: kills, rivals, full disks and damaged files, told as a
 * table. Each piece of it takes some minutes, and its rows take the place of those it had in results/reliability.csv.
 * `--nightly` damages 10,000 files of each kind in place of 500. Exit code 4 where something did not survive.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { renderTable } from '../src/cli/table.ts';
import { machine } from '../src/runs/machine.ts';
import { chosenPieces, pieces } from './faults/pieces.ts';
import { launchBuild } from './faults/process.ts';
import { mergeRows, readRecord, recordedRows, recordText } from './faults/report.ts';
import type { FaultRow } from './faults/row.ts';

const { nightly = false, only } = parseArgs({
  options: { nightly: { type: 'boolean' }, only: { type: 'string' } },
}).values;
const out = new URL('../results/reliability.csv', import.meta.url);
const { cpu, cores, platform, arch } = machine();
const place = `${cpu}, ${cores} cores, ${platform} ${arch}, Node ${process.version}`;
const load = () => (loadavg()[0]! / availableParallelism()).toFixed(1);
const order = pieces.map(({ name }) => name);

const all: FaultRow[] = [];
launchBuild();
for (const piece of chosenPieces(only)) {
  const before = load();
  const found = await piece.run({ nightly });
  all.push(...found);
  for (const row of found) {
    console.error(`${row.fault}: ${row.survived} of ${row.tries} survived`);
    for (const failure of row.failures.slice(0, 5)) console.error(`  ${failure}`);
  }
  // After each piece, so that a run that is stopped keeps what it found.
  const rows = recordedRows(piece.name, found, place, `${before} to ${load()}`);
  writeFileSync(out, recordText(mergeRows(readRecord(out), rows, order)));
}

const titles = ['fault', 'tries', 'survived', 'rows computed again', 'lost rows'];
console.log(
  renderTable(
    titles.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' })),
    all.map((row) => [row.fault, ...[row.tries, row.survived, row.rowsAgain, row.lostRows].map(String)]),
  ),
);
process.exitCode = all.every(({ failures }) => failures.length === 0) ? 0 : 4;
