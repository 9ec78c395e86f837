/**
 * `npm run bench:top-ten`: products that the ten largest eigenpairs cost, cold, at a tolerance of 1e-3, at epochs of the large
 * networks of `bench:products`. Writes `results/benchmarks/top-ten.csv`. Counts, not times: the numbers repeat.
 *
 * The column `products_without_excursion` leaves out the search for copies of multiple eigenvalues: what Rayleigh-Ritz in the
 * Krylov space of one random vector needs, and so about the least for any polynomial filter of that start.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topEigenpairs } from '../src/curvature/extreme-eigenpairs.ts';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { CASES, trajectory } from './bench/trajectories.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
const EPOCHS = [0, 5, 20, 60];
const COUNT = 10;
/** Smaller networks have fewer outliers than the ten asked for. */
const LEAST_PARAMETERS = 1000;

interface Row {
  readonly run: string;
  readonly parameters: number;
  readonly epoch: number;
  readonly products: number;
  readonly withoutExcursion: number;
  readonly status: string;
}

const column = (name: string, meaning: string, cell: Column<Row>['cell']): Column<Row> => ({
  name,
  unit: '',
  meaning,
  cell,
});
const COLUMNS = [
  column('run', 'data, model, update rule, hidden layers', (row) => row.run),
  column('parameters', 'dimension of the Hessian', (row) => row.parameters),
  column('epoch', 'epochs trained', (row) => row.epoch),
  column('products', 'everything included', (row) => row.products),
  column('products_without_excursion', 'without the search for copies', (row) => row.withoutExcursion),
  column('status', 'of all ten', (row) => row.status),
];

const rows: Row[] = [];
for (const run of CASES.filter(({ group, epochs }) => group === 'tuning' && epochs > 100)) {
  const { objective, points, dispose } = await trajectory({ ...run, epochs: Math.max(...EPOCHS) });
  const { dimension: parameters } = objective;
  if (parameters < LEAST_PARAMETERS) throw new Error(`${run.name}: only ${parameters} parameters`);
  for (const epoch of EPOCHS) {
    const { hessian } = objective.linearize(points[epoch]!);
    const { products, status } = topEigenpairs(hessian, { count: COUNT });
    const { products: withoutExcursion } = topEigenpairs(hessian, { count: COUNT, trustStart: true });
    rows.push({ run: run.name, parameters, epoch, products, withoutExcursion, status });
    console.log(
      `${run.name}, epoch ${epoch}: ${products} products, ${withoutExcursion} without the excursion, ${status}`,
    );
  }
  dispose();
}
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}top-ten.csv`, csvText(COLUMNS, rows));
console.log('written: results/benchmarks/top-ten.csv');
