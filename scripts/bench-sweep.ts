/**
 * `npm run bench:sweep`: 200 short runs in each of three rounds by one and by two workers, as processes of this machine
 * (local), by a queue on a Redis of its own (queue), and in processes that compute the same runs and write nothing
 * (bare). Writes `results/benchmarks/sweep.csv`: how near two workers come to half the time, and what a run costs beyond
 * its work once a worker is warm. `--runs 40` takes fewer, `--rounds 1` too.
 *
 * Each process computes with one thread, so that two of them do not want more processors than there are.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { positive } from '../src/cli/whole-number.ts';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { localExecutor } from '../src/sweeps/local.ts';
import { watchConditions } from './bench/conditions.ts';
import { type SweepContender, type SweepTime, timeSweeps } from './bench/sweep.ts';
import { bareExecutor, queueExecutor } from './bench/sweep-contenders.ts';

process.env.HESSIAN_LAB_THREADS = '1';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
/** Issue: at least this share of the ideal, and at most so many milliseconds a run. */
const LEAST_EFFICIENCY = 0.9;
const MOST_OVERHEAD = 50;

const CONTENDERS: readonly SweepContender[] = [1, 2].flatMap((workers) => [
  { name: 'bare', workers, open: () => bareExecutor(workers) },
  { name: 'local', workers, open: (directory: string) => localExecutor(directory, workers) },
  { name: 'queue', workers, open: (directory: string) => queueExecutor(directory, workers) },
]);

const { runs, rounds } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, rounds: { type: 'string', default: '3' } },
}).values;

const conditions = watchConditions();
const times = await timeSweeps(CONTENDERS, positive('runs', runs), positive('rounds', rounds));
const { machine, loadBefore, loadAfter, steal } = conditions();

interface Row extends SweepTime {
  /** Milliseconds of a worker for one run. */
  readonly perRun: number;
  readonly overhead: number;
  readonly toOneWorker: number;
  readonly toBareProcess: number;
}
const secondsOf = (name: string, workers: number) =>
  times.find(({ contender }) => contender.name === name && contender.workers === workers)!.seconds;
const rows = times.map((time): Row => {
  const { contender, seconds } = time;
  const { name, workers } = contender;
  const taken = seconds * workers;
  const ofWorker = 1000 / time.runs;
  return {
    ...time,
    perRun: taken * ofWorker,
    overhead: (taken - secondsOf('bare', workers) * workers) * ofWorker,
    toOneWorker: secondsOf(name, 1) / taken,
    toBareProcess: secondsOf('bare', 1) / taken,
  };
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
    'local: worker processes of this machine; queue: hessian-lab worker on a Redis of this machine; bare: processes that write nothing',
    (row) => row.contender.name,
  ),
  column('workers', '', 'processes that compute', (row) => row.contender.workers),
  column('runs', '', 'runs carried out', (row) => row.runs),
  column('seconds', 's', 'for all of them, workers warm', (row) => round(row.seconds, 4)),
  column('run_ms', 'ms', 'of one worker for one run', (row) => round(row.perRun, 3)),
  column(
    'processor_ms',
    'ms',
    'time of processors for one run, coordinator and Redis included',
    ({ processorSeconds, runs: count }) =>
      processorSeconds === null ? null : round((1000 * processorSeconds) / count, 3),
  ),
  column('overhead_ms', 'ms', 'run_ms less that of as many bare processes', (row) => round(row.overhead, 3)),
  column(
    'efficiency_to_one_worker',
    '',
    'seconds of one worker of the same kind / (workers × seconds)',
    (row) => round(row.toOneWorker, 3),
  ),
  column('efficiency_to_one_bare_process', '', 'seconds of one bare process / (workers × seconds)', (row) =>
    round(row.toBareProcess, 3),
  ),
  column('machine', '', 'processor, cores and system', () => machine),
  column('node', '', 'version of Node', () => process.version),
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
for (const { contender, perRun, overhead, toOneWorker, toBareProcess } of rows) {
  console.log(
    `${contender.name}, ${contender.workers} workers: ${round(perRun, 3)} ms a run, overhead ${round(overhead, 3)} ms (at most ${MOST_OVERHEAD}), efficiency ${round(toOneWorker, 3)} to one worker of its kind (at least ${LEAST_EFFICIENCY}), ${round(toBareProcess, 3)} to one bare process`,
  );
}
console.log(`load ${round(loadBefore, 3)} to ${round(loadAfter, 3)}; written: results/benchmarks/sweep.csv`);
