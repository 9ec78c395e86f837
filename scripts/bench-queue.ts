/**
 * `npm run bench:queue`: what 100,000 queued runs cost in a Redis of its own, on a free port of loopback: memory, and the
 * rate at which they go in. Empty jobs one by one and in bulk, and the orders of a sweep as its client puts them there.
 * Writes `results/benchmarks/queue.csv`. `--jobs 5000` takes fewer.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { positive } from '../src/cli/whole-number.ts';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { watchConditions } from './bench/conditions.ts';
import { type QueueCost, queueCosts } from './bench/queue-cost.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));

const { jobs } = parseArgs({ options: { jobs: { type: 'string', default: '100000' } } }).values;
const conditions = watchConditions();
let rows: readonly QueueCost[];
try {
  rows = await queueCosts(positive('jobs', jobs));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
const { machine, loadBefore, loadAfter } = conditions();

const round = (value: number) => Number(value.toPrecision(4));
const rate = ({ seconds, jobs: count }: QueueCost) => round(count / seconds);
const bytesEach = ({ bytesBefore, bytesAfter, jobs: count }: QueueCost) =>
  round((bytesAfter - bytesBefore) / count);
const column = (
  name: string,
  unit: string,
  meaning: string,
  cell: Column<QueueCost>['cell'],
): Column<QueueCost> => ({ name, unit, meaning, cell });
const COLUMNS = [
  column('job', '', 'empty: a job of BullMQ without data; order: a run of a sweep', ({ job }) => job),
  column('jobs', '', 'put into the queue', (row) => row.jobs),
  column('at_a_time', '', 'jobs that one round trip carries', ({ atATime }) => atATime),
  column('seconds', 's', 'for all of them', ({ seconds }) => round(seconds)),
  column('jobs_per_second', '1/s', 'rate at which they went in', rate),
  column('used_memory_before', 'B', 'INFO memory of Redis', ({ bytesBefore }) => bytesBefore),
  column('used_memory_after', 'B', 'the same with all of them waiting', ({ bytesAfter }) => bytesAfter),
  column('bytes_per_job', 'B', 'the difference for one', bytesEach),
  column('redis', '', 'version of Redis, without persistence', ({ version }) => version),
  column('machine', '', 'processor, cores and system', () => machine),
  column('node', '', 'version of Node', () => process.version),
  column('load_before', '', 'load average of the minute before', () => Number(loadBefore.toPrecision(3))),
  column('load_after', '', 'load average at the end', () => Number(loadAfter.toPrecision(3))),
];
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}queue.csv`, csvText(COLUMNS, rows));
for (const row of rows) {
  console.log(
    `${row.jobs} × ${row.job}, ${row.atATime} at a time: ${rate(row)} a second, ${bytesEach(row)} bytes of Redis each`,
  );
}
console.log('written: results/benchmarks/queue.csv');
