/**
 * npm run test:faults [-- --nightly]: kills, full disks and damaged files, told as a table and written to
 * results/reliability.csv; `--nightly` reads 10,000 damaged files of each kind in place of 500. Exit code 4 where
 * something did not survive.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { renderTable } from '../src/cli/table.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { machine } from '../src/runs/machine.ts';
import { badInput } from './faults/bad-input.ts';
import { killAtFileOperations } from './faults/file-operations.ts';
import { killAtRandomMoments } from './faults/moments.ts';
import { launchBuild } from './faults/process.ts';
import { columnsOf } from './faults/report.ts';
import type { FaultRow } from './faults/row.ts';
import { storageFaults } from './faults/storage.ts';

const { nightly = false } = parseArgs({ options: { nightly: { type: 'boolean' } } }).values;
const out = new URL('../results/reliability.csv', import.meta.url);

const { cpu, cores, platform, arch } = machine();
const place = `${cpu}, ${cores} cores, ${platform} ${arch}, Node ${process.version}`;
const load = () => (loadavg()[0]! / availableParallelism()).toFixed(1);
const loadBefore = load();

const rows: FaultRow[] = [];
const add = (found: readonly FaultRow[]) => {
  for (const row of found) {
    rows.push(row);
    console.error(`${row.fault}: ${row.survived} of ${row.tries} survived`);
    for (const failure of row.failures.slice(0, 5)) console.error(`  ${failure}`);
  }
  // After each group, so that a run that is stopped keeps what it found.
  writeFileSync(out, csvText(columnsOf(`${place}; load per core ${loadBefore} to ${load()}`), rows));
};
launchBuild();
add(await badInput(nightly ? 10_000 : 500, 1));
add(await storageFaults(12));
add(await killAtFileOperations(Number.POSITIVE_INFINITY));
add([await killAtRandomMoments('closed-form', 150, 50)]);
add([await killAtRandomMoments('tfjs', 30, 50)]);

const cells = rows.map((row) => [
  row.fault,
  ...[row.tries, row.survived, row.rowsAgain, row.lostRows].map((count) => String(count)),
]);
const titles = ['fault', 'tries', 'survived', 'rows computed again', 'lost rows'];
console.log(
  renderTable(
    titles.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' })),
    cells,
  ),
);
process.exitCode = rows.every(({ failures }) => failures.length === 0) ? 0 : 4;
