/**
 * `npm run bench:playground`: whether the playground keeps 60 frames a second while a network trains, in headless Chromium
 * (`/usr/bin/chromium`, or the one that CHROMIUM names) without a graphics card. Writes
 * `results/benchmarks/playground.csv`. `--seconds 5` measures each state for another time than 10 s.
 *
 * A browser draws when the screen refreshes, each 16.7 ms: a frame whose work fits into that is in time, and one that is late
 * shows as an interval of two refreshes.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { servePlayground } from '../src/playground/serve.ts';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { watchConditions } from './bench/conditions.ts';
import { bundlePlayground } from './setup/playground.mjs';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
/** Issue: at most so many milliseconds a frame. */
const MOST_MILLISECONDS = 16.7;
/** Above this, a frame has missed a refresh: halfway between one and two. */
const LATE = 25;

/** Sixty steps a second, each with its λmax; slow enough that nothing converges or diverges meanwhile. */
const NETWORK = 'surface=network&speed=60&learningRate=0.005';
const STATES: readonly (readonly [name: string, fragment: string])[] = [
  ['16-32-32-1, tanh', `${NETWORK}&mean=0`],
  ['16-32-32-1, raw inputs', `${NETWORK}&mean=3&scale=10`],
  ['16-32-32-1, batch norm', `${NETWORK}&mean=0&batchNorm=on`],
  ['line', 'speed=60&learningRate=0.0001'],
];

/** Notes the times of frames and the worker's answers; runs in the page before its own script. */
const PROBE = `
  const seen = (window.seen = { intervals: [], work: [], worker: [], last: null });
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) => request((now) => {
    const start = performance.now();
    callback(now);
    seen.work.push(performance.now() - start);
    if (seen.last !== null) seen.intervals.push(now - seen.last);
    seen.last = now;
  });
  window.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (data.type === 'frame') seen.worker.push(data.milliseconds);
      });
    }
  };
`;

interface Seen {
  readonly intervals: readonly number[];
  readonly work: readonly number[];
  readonly worker: readonly number[];
}

interface Row extends Seen {
  readonly state: string;
  readonly seconds: number;
}

async function measure(
  browser: Browser,
  address: string,
  [state, fragment]: (typeof STATES)[number],
  seconds: number,
): Promise<Row> {
  // The probe is not the page's: its policy would refuse what evaluates a text.
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  await page.addInitScript(PROBE);
  await page.goto(`${address}#${fragment}`);
  await page.locator('body[data-settled="true"]').waitFor();
  await page.getByRole('button', { name: 'Play' }).click();
  // The first second compiles and lays out.
  await page.waitForTimeout(1000);
  await page.evaluate('Object.assign(window.seen, { intervals: [], work: [], worker: [], last: null })');
  await page.waitForTimeout(1000 * seconds);
  const seen = (await page.evaluate('window.seen')) as Seen;
  await page.close();
  return { state, seconds, ...seen };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

const late = ({ intervals }: Row) =>
  round((100 * intervals.filter((interval) => interval > LATE).length) / intervals.length);

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 60)) {
  throw new RangeError(`--seconds: received ${values.seconds}, allowed is a number above 0, up to 60`);
}

const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-bench-'));
await bundlePlayground(folder);
const server = await servePlayground(folder, 0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const version = browser.version();
const rows: Row[] = [];
const conditions = watchConditions();
for (const state of STATES) rows.push(await measure(browser, server.url, state, seconds));
const { machine, loadBefore, loadAfter, steal } = conditions();
await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true });

const column = (name: string, unit: string, meaning: string, cell: Column<Row>['cell']): Column<Row> => ({
  name,
  unit,
  meaning,
  cell,
});
const COLUMNS = [
  column('state', '', 'what trains, on 256 rows, 60 steps a second', (row) => row.state),
  column('frames', '', 'frames measured', (row) => row.intervals.length),
  column('frames_per_second', '1/s', 'over the whole time', (row) =>
    round(row.intervals.length / row.seconds),
  ),
  column('interval_median_ms', 'ms', 'from one frame to the next', (row) => quantile(row.intervals, 0.5)),
  column('interval_p95_ms', 'ms', '95 % were shorter', (row) => quantile(row.intervals, 0.95)),
  column('late_percent', '%', `intervals above ${LATE} ms: a refresh was missed`, late),
  column('work_median_ms', 'ms', "of the page's script in a frame", (row) => quantile(row.work, 0.5)),
  column('work_p95_ms', 'ms', '95 % took less', (row) => quantile(row.work, 0.95)),
  column('step_median_ms', 'ms', 'of the worker for a step, λmax and its pairs', (row) =>
    quantile(row.worker, 0.5),
  ),
  column('step_p95_ms', 'ms', '95 % took less', (row) => quantile(row.worker, 0.95)),
  column('answers_per_second', '1/s', 'steps that were shown', (row) =>
    round(row.worker.length / row.seconds),
  ),
  column('browser', '', 'without a graphics card', () => `Chromium ${version}`),
  column('machine', '', 'processor, cores and system', () => machine),
  column('load_before', '', 'load average of the minute before', () => round(loadBefore)),
  column('load_after', '', 'load average at the end', () => round(loadAfter)),
  column(
    'steal_percent',
    '%',
    "processors' time that the hypervisor gave to others",
    () => steal && round(steal),
  ),
];
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}playground.csv`, csvText(COLUMNS, rows));
for (const row of rows) {
  const [interval, work] = [quantile(row.intervals, 0.5), quantile(row.work, 0.95)];
  console.log(
    `${row.state}: a frame each ${interval} ms, ${late(row)} % late; script up to ${work} ms (at most ${MOST_MILLISECONDS}), step ${quantile(row.worker, 0.5)} ms`,
  );
}
console.log(`load ${round(loadBefore)} to ${round(loadAfter)}; written: results/benchmarks/playground.csv`);
