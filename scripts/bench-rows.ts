/**
 * `npm run bench:rows`: how the closed form's gradient and product grow with the rows and with the width, and what
 * memory a million rows take. Writes `results/benchmarks/rows.csv`.
 *
 * Rows: 16-32-32-1, from 256 rows to a million; every line is timed in turns with 10,000 rows, and the ratio of the
 * times per row counts, not the times. Widths: w-w-w-1 on 512 rows, in turns with a bare loop over the kernel's matrix
 * product; the share of its rate counts. All on one thread, in processor time, which leaves out most of what others do to
 * a shared machine. `--rounds 3` is quicker and noisier than the default 7.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderTable } from '../src/cli/table.ts';
import { initializeParameters } from '../src/models/initialization.ts';
import { mlpLayout } from '../src/models/layout.ts';
import type { MlpSpecification } from '../src/models/specification.ts';
import { matrix } from '../src/numerics/matrix.ts';
import { randomStream } from '../src/numerics/random.ts';
import { chooseVariant } from '../src/objectives/closed-form/kernel/module.ts';
import { closedFormObjective } from '../src/objectives/closed-form/objective.ts';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { machine } from '../src/runs/machine.ts';
import { type Contender, interleave, localContender, succeeded } from './bench/interleave.ts';
import { productLoop } from './bench/product-rate.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
const ROWS = [256, 1024, 4096, 32_768, 262_144, 1_000_000];
const REFERENCE_ROWS = 10_000;
const [NORMED_ROWS, WIDTHS, WIDTH_ROWS] = [262_144, [16, 32, 64, 128], 512];
const MIB = 2 ** 20;

interface Row {
  readonly layers: readonly number[];
  readonly batchNorm: boolean;
  readonly rows: number;
  readonly operation: 'gradient' | 'product';
  readonly milliseconds: number;
  /** Of the time per row to that of 10,000 rows, in the same rounds; null for widths. */
  readonly ratio: number | null;
  readonly residentBytes: number;
  /** Of the rate of the bare loop; null for rows. */
  readonly share: number | null;
}

/** Times by the processor: on a loaded machine the wall clock tells of the others. */
const timed = (run: () => number, prepare = async () => {}) => localContender(run, prepare, processorTime);

/** Milliseconds of processor time of this process. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function open(layers: readonly number[], rows: number, normed: boolean) {
  const batchNorm = normed ? { epsilon: 1e-3, momentum: 0.99 } : null;
  const specification: MlpSpecification = { layers, activation: 'tanh', batchNorm };
  const stream = randomStream(1, 'bench rows');
  const uniform = (count: number) => Float64Array.from({ length: count }, () => 2 * stream.uniform() - 1);
  const inputs = matrix(rows, layers[0]!, uniform(rows * layers[0]!));
  const objective = closedFormObjective(specification, inputs, matrix(rows, 1, uniform(rows)), {
    threads: 1,
  });
  const layout = mlpLayout(specification);
  const parameters = initializeParameters(layout, 'glorot-normal', 1);
  const [direction, out] = [uniform(layout.dimension), new Float64Array(layout.dimension)];
  const { hessian } = objective.linearize(parameters);
  const contenders: Record<'gradient' | 'product', Contender> = {
    gradient: timed(() => {
      // A point of its own for each call: the objective remembers the last one.
      parameters[0]! += 1e-9;
      return objective.gradient(parameters, out);
    }),
    product: timed(
      () => {
        hessian.apply(direction, out);
        return out[0]!;
      },
      async () => hessian.apply(direction, out),
    ),
  };
  return { contenders, inputs, dispose: () => objective.dispose() };
}

/** Medians in milliseconds. */
async function medians(contenders: readonly Contender[], rounds: number): Promise<number[]> {
  return (await interleave(contenders, rounds, 20)).map((outcome) => succeeded(outcome).median);
}

async function overRows(rows: number, normed: boolean, rounds: number): Promise<Row[]> {
  const layers = [16, 32, 32, 1];
  const reference = open(layers, REFERENCE_ROWS, normed);
  const measured = open(layers, rows, normed);
  const lines: Row[] = [];
  for (const operation of ['gradient', 'product'] as const) {
    const pair = [reference.contenders[operation], measured.contenders[operation]];
    const [milliseconds0, milliseconds] = await medians(pair, rounds);
    const ratio = milliseconds! / rows / (milliseconds0! / REFERENCE_ROWS);
    const residentBytes = process.memoryUsage.rss();
    const fixed = { layers, batchNorm: normed, rows, operation, residentBytes, share: null };
    lines.push({ ...fixed, milliseconds: milliseconds!, ratio });
  }
  reference.dispose();
  measured.dispose();
  return lines;
}

/** Multiply-adds in the matrix products of a gradient or a product, for one row. */
function multiplyAdds(layers: readonly number[], operation: 'gradient' | 'product'): number {
  const [first, later] = operation === 'gradient' ? [2, 3] : [2, 6];
  return layers.slice(1).reduce((sum, units, i) => sum + (i === 0 ? first : later) * units * layers[i]!, 0);
}

async function overWidth(width: number, rounds: number): Promise<Row[]> {
  const layers = [width, width, width, 1];
  const measured = open(layers, WIDTH_ROWS, false);
  const bare = productLoop(chooseVariant(false));
  const { gradient, product } = measured.contenders;
  const [loop, ...times] = await medians([timed(bare.run), gradient, product], rounds);
  measured.dispose();
  return (['gradient', 'product'] as const).map((operation, i) => {
    const rate = (WIDTH_ROWS * multiplyAdds(layers, operation)) / times[i]!;
    const share = rate / (bare.work / loop!);
    const residentBytes = process.memoryUsage.rss();
    const fixed = { layers, batchNorm: false, rows: WIDTH_ROWS, operation, residentBytes, ratio: null };
    return { ...fixed, milliseconds: times[i]!, share };
  });
}

function columns(): Column<Row>[] {
  const { cpu, cores, platform, arch } = machine();
  const variant = chooseVariant(false);
  const column = (name: string, unit: string, meaning: string, cell: Column<Row>['cell']): Column<Row> => ({
    name,
    unit,
    meaning,
    cell,
  });
  return [
    column('layers', '', 'units of inputs, hidden layers and outputs; tanh', (row) => row.layers.join('-')),
    column('batch_norm', '', 'whether hidden layers have batch norm', (row) => String(row.batchNorm)),
    column('rows', '', 'rows', (row) => row.rows),
    column('width', '', 'units of a hidden layer', (row) => row.layers[1]!),
    column('operation', '', 'gradient or product', (row) => row.operation),
    column('median_ms', 'ms', 'median processor time of one call, on one thread', (row) => row.milliseconds),
    column('ns_per_row', 'ns', 'the same for each row', (row) => (1e6 * row.milliseconds) / row.rows),
    column('ratio_to_10000_rows', '', 'of the times per row, in the same rounds', (row) => row.ratio),
    column('share_of_product_rate', '', "of the bare matrix product's rate", (row) => row.share),
    column('resident_bytes', 'bytes', 'of the whole process, data included', (row) => row.residentBytes),
    column('backend', '', 'where it computes', () => variant),
    column('machine', '', 'processor and cores', () => `${cpu}, ${cores} cores, ${platform} ${arch}`),
    column('node', '', 'version', () => process.version),
    column('load_average', '', 'over the last minute, at the end of the run', () => loadavg()[0]!),
  ];
}

/** Slope of log time over log rows, by least squares; times in units of 10,000 rows in the same rounds. */
function exponent(rows: readonly Row[]): number {
  const points = rows.map(({ rows: count, ratio }) => [Math.log(count), Math.log(ratio! * count)] as const);
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
}

function print(rows: readonly Row[]): void {
  const text = (value: number | null) => (value === null ? '' : value.toPrecision(3));
  const titles = ['layers', 'rows', 'operation', 'ms', 'ns a row', 'to 10,000 rows', 'share of rate', 'MiB'];
  const cells = rows.map((row) => [
    `${row.layers.join('-')}${row.batchNorm ? ' batch norm' : ''}`,
    String(row.rows),
    row.operation,
    text(row.milliseconds),
    text((1e6 * row.milliseconds) / row.rows),
    text(row.ratio),
    text(row.share),
    (row.residentBytes / MIB).toFixed(0),
  ]);
  console.log(
    renderTable(
      titles.map((title, i) => ({ title, align: i === 0 || i === 2 ? 'left' : 'right' })),
      cells,
    ),
  );
  for (const operation of ['gradient', 'product'] as const) {
    const line = rows.filter((row) => row.ratio !== null && !row.batchNorm && row.operation === operation);
    console.log(`exponent of the ${operation} in rows: ${exponent(line).toFixed(3)}`);
  }
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error(`--rounds: expected a whole number from 1, received ${values.rounds}`);
  process.exit(2);
}
const rows: Row[] = [];
for (const width of WIDTHS) rows.push(...(await overWidth(width, rounds)));
for (const count of ROWS) rows.push(...(await overRows(count, false, rounds)));
rows.push(...(await overRows(NORMED_ROWS, true, rounds)));
print(rows);
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}rows.csv`, csvText(columns(), rows));
console.log(`written: results/benchmarks/rows.csv (load average ${loadavg()[0]!.toFixed(2)})`);
