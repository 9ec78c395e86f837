/**
 * `npm run bench:products`: Hessian-vector products that following λmax costs over whole training runs, by each method, and
 * how often a certified eigenvalue was not the largest. Writes `results/benchmarks/products.csv`; `-- TEXT` follows the runs
 * alone whose group or name contains it, and writes nothing.
 *
 * Counts, not times: the numbers repeat. Runs of the group `tuning` are those on which the tracker's constants were chosen; what
 * a user may expect are the numbers of the group `validation`. The 8-8 networks are checked against their full spectrum
 * at every epoch, larger ones against block Lanczos from random starts to a thousandth of the tolerance.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topEigenpairs } from '../src/curvature/extreme-eigenpairs.ts';
import { fullSpectrum } from '../src/curvature/full-spectrum.ts';
import { createEigenvalueTracker, type EigenvalueMethod } from '../src/curvature/tracking.ts';
import type { LinearOperator } from '../src/numerics/linear-operator.ts';
import { randomStream } from '../src/numerics/random.ts';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { CASES, type RunCase, type RunGroup, trajectory } from './bench/trajectories.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
/** For the largest eigenvalue `auto` is `lanczos`. */
const METHODS: readonly EigenvalueMethod[] = ['power-iteration', 'auto'];
const TOLERANCE = 1e-3;
/** Largest dimension at which every epoch gets a full spectrum. */
const FULL = 400;
/** A value this far below the largest belongs to another eigenvalue: with a residual of 1e-3·λ it could differ by as much. */
const SHORTFALL = 2 * TOLERANCE;

/** One line of the CSV: a run under one method. */
interface Row {
  readonly run: string;
  readonly group: RunGroup;
  readonly parameters: number;
  readonly method: EigenvalueMethod;
  readonly rows: number;
  readonly products: number;
  readonly cold: number;
  readonly certified: number;
  readonly notLargest: number;
  readonly shortfall: number;
  readonly check: string;
}

function trueLargest(hessian: LinearOperator): number {
  if (hessian.dimension <= FULL) return fullSpectrum(hessian).eigenvalues.at(-1) ?? Number.NaN;
  const { largest } = topEigenpairs(hessian, {
    blockSize: 3,
    tolerance: TOLERANCE / 1000,
    maxIterations: 600,
    random: randomStream(2, 'bench/check'),
  });
  return largest[0]!.value;
}

async function follow(run: RunCase): Promise<Row[]> {
  const { objective, points, dispose } = await trajectory(run);
  const tallies = METHODS.map((method) => ({
    method,
    tracker: createEigenvalueTracker({ method, tolerance: TOLERANCE, seed: 1 }),
    rows: 0,
    products: 0,
    cold: 0,
    certified: 0,
    notLargest: 0,
    shortfall: 0,
  }));
  for (const point of points) {
    const { hessian, gradient } = objective.linearize(point);
    const found = tallies.map((tally) => ({ tally, ...tally.tracker.largest(hessian, gradient) }));
    // A Rayleigh quotient is a lower bound on the largest eigenvalue, whoever finds it.
    const truth = Math.max(trueLargest(hessian), ...found.map(({ value }) => value));
    for (const { tally, value, products, converged } of found) {
      if (tally.rows++ === 0) tally.cold = products;
      tally.products += products;
      if (!converged) continue;
      const shortfall = (truth - value) / truth;
      tally.certified++;
      tally.shortfall = Math.max(tally.shortfall, shortfall);
      if (shortfall > SHORTFALL) tally.notLargest++;
    }
  }
  dispose();
  const check = objective.dimension <= FULL ? 'full spectrum' : 'block lanczos';
  return tallies.map(({ tracker: _, ...tally }) => ({
    run: run.name,
    group: run.group,
    parameters: objective.dimension,
    ...tally,
    check,
  }));
}

const column = (name: string, meaning: string, cell: Column<Row>['cell']): Column<Row> => ({
  name,
  unit: '',
  meaning,
  cell,
});
const COLUMNS: readonly Column<Row>[] = [
  column('run', 'data, model, update rule, hidden layers', (row) => row.run),
  column(
    'group',
    'tuning: its numbers were seen when constants were chosen; validation: they were not',
    (row) => row.group,
  ),
  column('parameters', 'dimension of the Hessian', (row) => row.parameters),
  column('method', 'curvature.method', (row) => row.method),
  column('rows', 'epochs measured, the start included', (row) => row.rows),
  column('products_per_row', 'mean, everything included', (row) => row.products / row.rows),
  column('cold_products', 'of the first row', (row) => row.cold),
  column('certified_rows', 'rows with the status converged', (row) => row.certified),
  column('not_largest_rows', 'certified rows that were not the largest eigenvalue', (row) => row.notLargest),
  column('worst_shortfall', 'largest (true - value) / true of a certified row', (row) => row.shortfall),
  column('check', 'where the true largest eigenvalue comes from', (row) => row.check),
];

const rows: Row[] = [];
const [only = ''] = process.argv.slice(2);
for (const run of CASES.filter(({ group, name }) => `${group} ${name}`.includes(only))) {
  const found = await follow(run);
  rows.push(...found);
  const counts = found.map((row) => `${row.method} ${(row.products / row.rows).toFixed(2)}`).join(', ');
  console.log(
    `${run.name}: products a row: ${counts}; not largest: ${found.map((row) => row.notLargest).join(', ')}`,
  );
}
const sum = (of: readonly Row[], key: 'products' | 'rows' | 'certified' | 'notLargest') =>
  of.reduce((total, row) => total + row[key], 0);
for (const group of ['tuning', 'validation'] as const) {
  for (const method of METHODS) {
    const mine = rows.filter((row) => row.group === group && row.method === method);
    if (mine.length === 0) continue;
    const each = (sum(mine, 'products') / sum(mine, 'rows')).toFixed(2);
    console.log(
      `${group}, ${method}: ${each} products a row over ${sum(mine, 'rows')} rows of ${mine.length} runs; ` +
        `${sum(mine, 'certified')} certified, ${sum(mine, 'notLargest')} of them not the largest`,
    );
  }
}
if (only === '') {
  mkdirSync(OUT, { recursive: true });
  writeFileSync(`${OUT}products.csv`, csvText([...COLUMNS], rows));
  console.log('written: results/benchmarks/products.csv');
}
