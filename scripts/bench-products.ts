/**
 * `npm run bench:products`: Hessian-vector products that following λmax costs over whole training runs, by each method, and
 * how often a certified eigenvalue was not the largest. Writes `results/benchmarks/products.csv`.
 *
 * Counts, not times: the numbers repeat. The 8-8 networks are checked against their full spectrum at every epoch, the
 * 32-32 networks, too large for that, against block Lanczos from random starts to a thousandth of the tolerance.
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
import { CASES, type RunCase, trajectory } from './bench/trajectories.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
const METHODS: readonly EigenvalueMethod[] = ['power-iteration', 'lanczos', 'auto'];
const TOLERANCE = 1e-3;
/** Largest dimension at which every epoch gets a full spectrum. */
const FULL = 400;
/** A value this far below the largest belongs to another eigenvalue: with a residual of 1e-3·λ it could differ by as much. */
const SHORTFALL = 2 * TOLERANCE;

/** One line of the CSV: a run under one method. */
interface Row {
  readonly run: string;
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
    const truth = trueLargest(hessian);
    for (const tally of tallies) {
      const { value, products, converged } = tally.tracker.largest(hessian, gradient);
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
for (const run of CASES) {
  const found = await follow(run);
  rows.push(...found);
  const counts = found.map((row) => `${row.method} ${(row.products / row.rows).toFixed(2)}`).join(', ');
  console.log(
    `${run.name}: products a row: ${counts}; not largest: ${found.map((row) => row.notLargest).join(', ')}`,
  );
}
for (const method of METHODS) {
  const mine = rows.filter((row) => row.method === method);
  const sum = (key: 'products' | 'rows' | 'certified' | 'notLargest') =>
    mine.reduce((total, row) => total + row[key], 0);
  console.log(
    `${method}: ${(sum('products') / sum('rows')).toFixed(2)} products a row over ${sum('rows')} rows; ` +
      `${sum('certified')} certified, ${sum('notLargest')} of them not the largest`,
  );
}
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}products.csv`, csvText([...COLUMNS], rows));
console.log('written: results/benchmarks/products.csv');
