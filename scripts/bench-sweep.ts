/**
 * `npm run bench:sweep`: 200 short runs by one and by two worker processes, in turns. Writes
 * `results/benchmarks/sweep.csv`: how near two workers come to half the time, and what a run costs beyond its work once a
 * worker is warm. `--runs 40` takes fewer.
 *
 * Each process computes with one thread, so that two of them do not want more processors than there are.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { localExecutor } from '../src/sweeps/local.ts';
import { watchConditions } from './bench/conditions.ts';
import { bareRun, benchJobs, type SweepContender, type SweepTime, timeSweeps } from './bench/sweep.ts';

process.env.HESSIAN_LAB_THREADS = '1';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
const ROUNDS = 4;
/** Issue: at least this share of the ideal, and at most so many milliseconds a run. */
const LEAST_EFFICIENCY = 0.9;
const MOST_OVERHEAD = 50;

const CONTENDERS: readonly SweepContender[] = [1, 2].map((workers) => ({
  name: 'local',
  workers,
  open: (directory) => localExecutor(directory, workers),
}));

const { values } = parseArgs({ options: { runs: { type: 'string', default: '200' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs / ROUNDS) || runs < ROUNDS) {
  throw new RangeError(`--runs: received ${values.runs}, allowed are multiples of ${ROUNDS}`);
}

const conditions = watchConditions();
const sample = (await benchJobs(40)).slice(0, 40);
await bareRun(sample.slice(0, 10));
const before = await bareRun(sample);
const times = await timeSweeps(CONTENDERS, runs, ROUNDS);
const bare = (before + (await bareRun(sample))) / 2;
const { machine, loadBefore, loadAfter, steal } = conditions();
const [one] = times;

interface Row extends SweepTime {
  readonly overhead: number;
  readonly efficiency: number;
}
const rows = times.map((time): Row => {
  const { contender, seconds } = time;
  // Of each worker: what it took for one run, less the run itself.
  const overhead = (1000 * seconds * contender.workers) / runs - bare;
  return { ...time, overhead, efficiency: one!.seconds / (seconds * contender.workers) };
});

const round = (value: number, digits: number) => Number(value.toPrecision(digits));
const column = (name: string, unit: string, meaning: string, cell: Column<Row>['cell']): Column<Row> => ({
  name,
  unit,
  meaning,
  cell,
});
const COLUMNS = [
  column('executor', '', 'local: worker processes of this machine', (row) => row.contender.name),
  column('workers', '', 'processes', (row) => row.contender.workers),
  column('runs', '', 'runs carried out', (row) => row.runs),
  column('seconds', 's', 'for all of them, workers warm', (row) => round(row.seconds, 4)),
  column('run_itself_ms', 'ms', 'median of data, engines and training alone, nothing written', () =>
    round(bare, 3),
  ),
  column('overhead_ms', 'ms', 'a worker for one run, less the run itself', (row) => round(row.overhead, 3)),
  column('efficiency', '', 'time of one local worker over workers times time', (row) =>
    round(row.efficiency, 3),
  ),
  column('machine', '', 'processor, cores and system', () => machine),
  column('load_before', '', 'load average of the minute before', () => round(loadBefore, 3)),
  column('load_after', '', 'load average at the end', () => round(loadAfter, 3)),
  column(
    'steal_percent',
    '%',
    "processors' time that the hypervisor gave to others",
    () => steal && round(steal, 2),
  ),
];
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}sweep.csv`, csvText(COLUMNS, rows));
for (const { contender, seconds, overhead, efficiency } of rows) {
  console.log(
    `${contender.name}, ${contender.workers} workers: ${round(seconds, 3)} s, ${round(overhead, 3)} ms a run beyond its ${round(bare, 3)} ms (at most ${MOST_OVERHEAD}), efficiency ${round(efficiency, 3)} (at least ${LEAST_EFFICIENCY})`,
  );
}
console.log(`load ${round(loadBefore, 3)} to ${round(loadAfter, 3)}; written: results/benchmarks/sweep.csv`);
