/**
 * npm run test:soak [-- --only tfjs-wasm] [--epochs 10000]: 10,000 epochs with every measurement, each engine in a process
 * of its own. Memory has to stay flat (LARGEST_SLOPE) and the number of tensors the same; exit code 4 otherwise. Writes
 * results/soak.csv, after each engine and with the rows of the others kept.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { availableBackends } from '../src/objectives/tfjs/backend.ts';
import { csvHeader, csvText } from '../src/runs/csv-log.ts';
import { watchConditions } from './bench/conditions.ts';
import { conditions, type SoakCondition } from './soak/conditions.ts';
import { type SoakRow, soakColumns } from './soak/report.ts';
import type { RobustSlope } from './soak/robust-slope.ts';
import { missed, type SoakResult } from './soak/soak.ts';

/** Share of the epochs after which memory has to be flat; `watchMemory` says why. */
const WARM_UP = 0.2;

const { only, epochs: count = '10000' } = parseArgs({
  options: { only: { type: 'string' }, epochs: { type: 'string' } },
}).values;
const names = conditions.map(({ name }) => name);
const chosen = conditions.filter(({ name }) => only === undefined || only.split(',').includes(name));
const epochs = Number(count);
if (chosen.length === 0 || !Number.isSafeInteger(epochs) || epochs < 10) {
  console.error(`--only takes ${names.join(', ')}, --epochs a whole number of at least 10.`);
  process.exit(2);
}
const out = new URL('../results/soak.csv', import.meta.url);
const native = (await availableBackends()).find(({ name }) => name === 'native')!;

process.exitCode = 0;
for (const condition of chosen) {
  if (condition.backend === 'native' && !native.available) {
    console.log(`${condition.name}: not run, ${native.reason}`);
    continue;
  }
  const row = soakInProcess(condition);
  save(row);
  const misses = missed(row);
  const slope = ({ slope, low, high }: RobustSlope) =>
    `${slope.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`;
  console.log(
    `${row.condition}: ${row.epochs} epochs, ${row.measured} with all measurements, ${Math.round(row.seconds)} s; resident set ` +
      `${slope(row.resident)}, alive ${slope(row.live)} bytes an epoch; tensors ${row.tensors.counts.join(', ') || 'none'}: ` +
      (misses.join('; ') || 'flat'),
  );
  if (misses.length > 0) process.exitCode = 4;
}

function soakInProcess({ name }: SoakCondition): SoakRow {
  const observe = watchConditions();
  const begun = performance.now();
  const child = fileURLToPath(new URL('./soak/child.ts', import.meta.url));
  const words = [
    '--import',
    import.meta.resolve('tsx'),
    child,
    name,
    String(epochs),
    String(WARM_UP * epochs),
  ];
  const { stdout, status } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // A checkpoint after every epoch.
    env: { ...process.env, HESSIAN_LAB_CHECKPOINT_SECONDS: '0' },
  });
  if (status !== 0) throw new Error(`the soak of ${name} ended with status ${status}`);
  const { machine, loadBefore, loadAfter } = observe();
  return {
    ...(JSON.parse(stdout.trim().split('\n').at(-1)!) as SoakResult),
    condition: name,
    seconds: (performance.now() - begun) / 1000,
    machine: `${machine}, Node ${process.version}`,
    loadBefore,
    loadAfter,
  };
}

/** The row in place of the one that its condition had, in the order of the conditions. */
function save(row: SoakRow): void {
  const header = csvHeader(soakColumns);
  const text = existsSync(out) ? readFileSync(out, 'utf8') : header;
  const lines = (text.startsWith(header) ? text.slice(header.length) : '').split('\n').filter(Boolean);
  const kept = lines.filter((line) => !line.startsWith(`${row.condition},`));
  const all = [...kept, csvText(soakColumns, [row]).slice(header.length).trimEnd()];
  const rank = (line: string) => names.indexOf(line.slice(0, line.indexOf(',')));
  writeFileSync(out, `${header}${all.sort((a, b) => rank(a) - rank(b)).join('\n')}\n`);
}
