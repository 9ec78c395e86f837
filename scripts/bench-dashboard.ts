/**
 * `npm run bench:dashboard`: the live page with 50 runs of 10,000 epochs in a real Chromium. Writes
 * `results/benchmarks/dashboard.csv`: how long until the page shows something, until it shows every curve, and how long
 * after a row came to all 50 files the charts have it. `CHROMIUM` names another browser than /usr/bin/chromium.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { watchConditions } from './bench/conditions.ts';
import { measurePage, type PageTimes } from './bench/dashboard/page.ts';
import { appendRow, writeRuns } from './bench/dashboard/runs.ts';
import { startServer } from './bench/dashboard/server.ts';
import { summarize } from './bench/statistics.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
const ARMS = 10;
const SEEDS = 5;
const EPOCHS = 10_000;

/** One measurement with its target; Infinity where there is none. */
interface Row {
  readonly measure: string;
  readonly meaning: string;
  readonly times: readonly number[];
  readonly target: number;
}

const conditions = watchConditions();
const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-bench-'));
let rows: Row[];
let readAll: number;
try {
  const runs = writeRuns(folder, ARMS, SEEDS, EPOCHS);
  const server = await startServer(folder);
  readAll = server.readMilliseconds;
  try {
    const times = await measurePage(server.url, runs.length, EPOCHS, (epoch) => {
      for (const run of runs) appendRow(run, epoch);
    });
    rows = rowsOf(times);
  } finally {
    server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const { machine, loadBefore, loadAfter, steal } = conditions();

function rowsOf({ firstPaint, charts, work, arrival }: PageTimes): Row[] {
  return [
    {
      measure: 'first-paint',
      meaning: 'from opening the page to its first content',
      times: firstPaint,
      target: 1000,
    },
    { measure: 'charts', meaning: 'from opening the page to all curves', times: charts, target: 1000 },
    {
      measure: 'update',
      meaning: 'from asking for new numbers to all charts drawn',
      times: work,
      target: 100,
    },
    {
      measure: 'arrival',
      meaning: 'from a new row in every file to all charts drawn',
      times: arrival,
      target: Number.POSITIVE_INFINITY,
    },
    {
      measure: 'read',
      meaning: 'from starting the server to every file read',
      times: [readAll],
      target: Number.POSITIVE_INFINITY,
    },
  ];
}

const round = (value: number, digits = 3) => Number(value.toPrecision(digits));
const column = (name: string, unit: string, cell: Column<Row>['cell']): Column<Row> => ({
  name,
  unit,
  meaning: '',
  cell,
});
const COLUMNS = [
  column('measure', '', ({ measure }) => measure),
  column('meaning', '', ({ meaning }) => meaning),
  column('runs', '', () => ARMS * SEEDS),
  column('epochs', '', () => EPOCHS),
  column('repetitions', '', ({ times }) => times.length),
  column('median_ms', 'ms', ({ times }) => round(summarize(times).median)),
  column('largest_ms', 'ms', ({ times }) => round(Math.max(...times))),
  column('target_ms', 'ms', ({ target }) => (Number.isFinite(target) ? target : null)),
  column('met', '', ({ times, target }) =>
    Number.isFinite(target) ? summarize(times).median <= target : null,
  ),
  column('machine', '', () => machine),
  column('load_before', '', () => round(loadBefore)),
  column('load_after', '', () => round(loadAfter)),
  column('steal_percent', '%', () => steal && round(steal, 2)),
];
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}dashboard.csv`, csvText(COLUMNS, rows));
for (const { measure, meaning, times, target } of rows) {
  const aim = Number.isFinite(target) ? `, at most ${target}` : '';
  console.log(
    `${measure}: ${round(summarize(times).median)} ms (largest ${round(Math.max(...times))}${aim}) ${meaning}`,
  );
}
console.log(`load ${round(loadBefore)} to ${round(loadAfter)}; written: results/benchmarks/dashboard.csv`);
