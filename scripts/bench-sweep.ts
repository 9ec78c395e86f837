/**
 * `npm run bench:sweep`: 200 short runs by one and by two worker processes, in turns with processes that compute the
 * same runs and write nothing. Writes `results/benchmarks/sweep.csv`: how near two workers come to half the time, beside
 * how near this machine lets anything come to it, and what a run costs beyond its work once a worker is warm. `--runs 40`
 * takes fewer.
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
import { bareExecutor, type SweepContender, type SweepTime, timeSweeps } from './bench/sweep.ts';

process.env.HESSIAN_LAB_THREADS = '1';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
const ROUNDS = 4;
/** Issue: at least this share of the ideal, and at most so many milliseconds a run. */
const LEAST_EFFICIENCY = 0.9;
const MOST_OVERHEAD = 50;

const CONTENDERS: readonly SweepContender[] = [1, 2].flatMap((workers) => [
  { name: 'bare', workers, open: () => bareExecutor(workers) },
  { name: 'local', workers, open: (directory: string) => localExecutor(directory, workers) },
]);

const { values } = parseArgs({ options: { runs: { type: 'string', default: '200' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs / ROUNDS) || runs < ROUNDS) {
  throw new RangeError(`--runs: received ${values.runs}, allowed are multiples of ${ROUNDS}`);
}

const conditions = watchConditions();
const times = await timeSweeps(CONTENDERS, runs, ROUNDS);
const { machine, loadBefore, loadAfter, steal } = conditions();

interface Row extends SweepTime {
  /** Milliseconds of a worker for one run. */
  readonly perRun: number;
  readonly overhead: number;
  readonly efficiency: number;
}
const secondsOf = (name: string, workers: number) =>
  times.find(({ contender }) => contender.name === name && contender.workers === workers)!.seconds;
const rows = times.map((time): Row => {
  const { contender, seconds } = time;
  const { name, workers } = contender;
  const perRun = (1000 * seconds * workers) / runs;
  const overhead = perRun - (1000 * secondsOf('bare', workers) * workers) / runs;
  const alone = secondsOf(name === 'bare' ? 'bare' : 'local', 1);
  return { ...time, perRun, overhead, efficiency: alone / (seconds * workers) };
});

const round = (value: number, digits: number) => Number(value.toPrecision(digits));
const column = (name: string, unit: string, meaning: string, cell: Column<Row>['cell']): Column<Row> => ({
  name,
  unit,
  meaning,
  cell,
});
const COLUMNS = [
  column(
    'executor',
    '',
    'local: worker processes of this machine; bare: processes that write nothing',
    (row) => row.contender.name,
  ),
  column('workers', '', 'processes', (row) => row.contender.workers),
  column('runs', '', 'runs carried out', (row) => row.runs),
  column('seconds', 's', 'for all of them, workers warm', (row) => round(row.seconds, 4)),
  column('run_ms', 'ms', 'of one worker for one run', (row) => round(row.perRun, 3)),
  column('overhead_ms', 'ms', 'run_ms less that of as many bare processes', (row) => round(row.overhead, 3)),
  column('efficiency', '', 'time of one worker over workers times time', (row) => round(row.efficiency, 3)),
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
for (const { contender, seconds, perRun, overhead, efficiency } of rows) {
  console.log(
    `${contender.name}, ${contender.workers} workers: ${round(seconds, 3)} s, ${round(perRun, 3)} ms a run, overhead ${round(overhead, 3)} ms (at most ${MOST_OVERHEAD}), efficiency ${round(efficiency, 3)} (at least ${LEAST_EFFICIENCY})`,
  );
}
console.log(`load ${round(loadBefore, 3)} to ${round(loadAfter, 3)}; written: results/benchmarks/sweep.csv`);
