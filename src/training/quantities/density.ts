import { spectralDensity } from '../../curvature/spectral-density.ts';
import { randomStream } from '../../numerics/random.ts';
import type { QuantityDefinition, QuantityFile } from './quantity.ts';

interface DensityRow {
  readonly epoch: number;
  readonly eigenvalue: number;
  readonly density: number;
}

const file: QuantityFile<DensityRow> = {
  name: 'density.csv',
  columns: [
    { name: 'epoch', unit: '', meaning: 'as in epochs.csv', cell: (row) => row.epoch },
    {
      name: 'eigenvalue',
      unit: '',
      meaning: 'evenly spaced, five bandwidths beyond the outermost that were seen',
      cell: (row) => row.eigenvalue,
    },
    {
      name: 'density',
      unit: 'per unit of eigenvalue',
      meaning:
        'share of the eigenvalues of the Hessian that lambda_max belongs to, smoothed by a Gaussian of density_bandwidth; its integral is 1',
      cell: (row) => row.density,
    },
  ],
  rows: (epoch, { density }) =>
    [...(density?.grid ?? [])].map((eigenvalue, i) => ({
      epoch,
      eigenvalue,
      density: density!.density[i]!,
    })),
};

/** Spectral density; its probes are drawn anew in each epoch. */
export const density: QuantityDefinition<'density'> = {
  columns: [
    {
      name: 'density_bandwidth',
      unit: '',
      meaning:
        'standard deviation of the Gaussian that stands for each eigenvalue in the rows of density.csv of this epoch',
      cell: ({ density }) => density?.bandwidth,
    },
    {
      name: 'density_products',
      unit: '',
      meaning: 'Hessian-vector products spent on them',
      cell: ({ density }) => density?.products,
    },
    {
      name: 'density_status',
      unit: '',
      meaning: 'converged, zero-operator or non-finite; the last two have no rows in density.csv',
      cell: ({ density }) => density?.status,
    },
  ],
  file,
  cost({ probes, steps }, { parameters }) {
    const products = probes * Math.min(steps, parameters);
    return { first: products, later: products, basis: products, kept: 0 };
  },
  measure({ linearization, seed, epoch }, { probes, steps }) {
    const random = randomStream(seed, `curvature/density/epoch-${epoch}`);
    const found = spectralDensity(linearization.hessian, { probes, steps, random });
    const { grid, density: heights, bandwidth, products, status } = found;
    return { suite: { density: { grid, density: heights, bandwidth, products, status } }, products };
  },
};
