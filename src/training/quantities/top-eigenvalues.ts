import type { CurvatureRecord } from '../record.ts';
import type { CostSize, QuantityCost, QuantityDefinition, QuantityFile } from './quantity.ts';

/** Products for each pair of a cold search, and of a warm one, on the spectra of small networks. */
const COLD_PRODUCTS = 6;
const WARM_PRODUCTS = 3;
/** Products that look for eigenvalues outside the space of those found. */
const DOUBT_PRODUCTS = 8;

interface TopRow {
  readonly epoch: number;
  readonly index: number;
  readonly pair: NonNullable<CurvatureRecord['topEigenvalues']>['pairs'][number];
}

/**
 * The largest eigenvalues. In a file of their own in long form: each has a residual and a status, and the columns of
 * `epochs.csv` should not depend on how many are asked for.
 */
const file: QuantityFile<TopRow> = {
  name: 'top-eigenvalues.csv',
  columns: [
    { name: 'epoch', unit: '', meaning: 'as in epochs.csv', cell: ({ epoch }) => epoch },
    {
      name: 'index',
      unit: '',
      meaning: '1 is the largest eigenvalue; equal ones stand as often as they were found',
      cell: ({ index }) => index,
    },
    {
      name: 'eigenvalue',
      unit: '',
      meaning: 'eigenvalue of the Hessian that lambda_max belongs to',
      cell: ({ pair }) => pair.value,
    },
    {
      name: 'residual',
      unit: '',
      meaning: '‖Hv − λv‖ for it and its unit eigenvector',
      cell: ({ pair }) => pair.residual,
    },
    { name: 'status', unit: '', meaning: 'as lambda_max_status', cell: ({ pair }) => pair.status },
  ],
  rows: (epoch, { topEigenvalues }) =>
    (topEigenvalues?.pairs ?? []).map((pair, i) => ({ epoch, index: i + 1, pair })),
};

/** The largest eigenvalues by block Lanczos. */
export const topEigenvalues: QuantityDefinition<'top_eigenvalues'> = {
  columns: [
    {
      name: 'top_eigenvalues_products',
      unit: '',
      meaning: 'Hessian-vector products spent on the rows of top-eigenvalues.csv of this epoch',
      cell: ({ topEigenvalues }) => topEigenvalues?.products,
    },
    {
      name: 'top_eigenvalues_status',
      unit: '',
      meaning: 'converged where all have; else the first other status in top-eigenvalues.csv',
      cell: ({ topEigenvalues }) => topEigenvalues?.status,
    },
  ],
  file,
  cost: ({ count }, size) => topPairsCost(count, size),
  measure({ topPairs }, { count }) {
    const { largest, products, status } = topPairs.find();
    const pairs = largest
      .slice(0, count)
      .map(({ value, residual, status: own }) => ({ value, residual, status: own }));
    return { suite: { topEigenvalues: { pairs, products, status } }, products };
  },
};

/** What a search for so many pairs costs. */
export function topPairsCost(count: number, { parameters }: CostSize): QuantityCost {
  const wanted = Math.min(count, parameters);
  return {
    first: Math.min(parameters, COLD_PRODUCTS * wanted + DOUBT_PRODUCTS),
    later: Math.min(parameters, WARM_PRODUCTS * wanted + DOUBT_PRODUCTS),
    // Basis and images, thirty and four for each pair, as `topEigenpairs` has them.
    basis: 2 * Math.min(parameters, 30 + 4 * wanted),
    kept: wanted,
  };
}
