import { blockEigenvalues } from '../../curvature/blocks/block-eigenvalues.ts';
import type { BlockRecord } from '../record.ts';
import { KRYLOV_VECTORS } from './eigenvalues.ts';
import type { QuantityDefinition, QuantityFile } from './quantity.ts';

/** A block of zeros is no failure: with batch norm each bias has one. */
const SETTLED = new Set(['converged', 'zero-operator']);

/** Products for the largest eigenvalue of one block. */
const PRODUCTS = 10;

interface BlockRow extends BlockRecord {
  readonly epoch: number;
}

const file: QuantityFile<BlockRow> = {
  name: 'blocks.csv',
  columns: [
    { name: 'epoch', unit: '', meaning: 'as in epochs.csv', cell: (row) => row.epoch },
    { name: 'layer', unit: '', meaning: 'layer1, layer2, …, from the inputs', cell: (row) => row.layer },
    {
      name: 'parameter',
      unit: '',
      meaning: 'kernel, bias, gamma or beta; all with by: layer',
      cell: (row) => row.parameter,
    },
    { name: 'dimension', unit: '', meaning: 'parameters in the block', cell: (row) => row.dimension },
    {
      name: 'lambda_max',
      unit: '',
      meaning:
        'largest eigenvalue of this diagonal block of the Hessian: none exceeds lambda_max of the whole',
      cell: (row) => row.value,
    },
    {
      name: 'residual',
      unit: '',
      meaning: '‖Bv − λv‖ within the block B, for it and its unit eigenvector',
      cell: (row) => row.residual,
    },
    {
      name: 'products',
      unit: '',
      meaning: 'Hessian-vector products spent on it',
      cell: (row) => row.products,
    },
    { name: 'status', unit: '', meaning: 'as lambda_max_status', cell: (row) => row.status },
  ],
  rows: (epoch, { blocks }) => (blocks ?? []).map((block) => ({ epoch, ...block })),
};

/** Largest eigenvalue of each diagonal block, each from a random vector. */
export const blocks: QuantityDefinition<'blocks'> = {
  columns: [
    {
      name: 'blocks_products',
      unit: '',
      meaning: 'Hessian-vector products spent on the rows of blocks.csv of this epoch',
      cell: ({ blocks }) => blocks?.reduce((sum, { products }) => sum + products, 0),
    },
    {
      name: 'blocks_status',
      unit: '',
      meaning: 'converged where every block has or is zero; else the first other status in blocks.csv',
      cell: ({ blocks }) =>
        blocks && (blocks.find(({ status }) => !SETTLED.has(status))?.status ?? 'converged'),
    },
  ],
  file,
  cost: (_, { tensors }) => ({
    first: PRODUCTS * tensors,
    later: PRODUCTS * tensors,
    basis: KRYLOV_VECTORS,
    kept: 0,
  }),
  measure({ linearization, layout, tolerance, maxIterations, seed }, { by }) {
    const found = blockEigenvalues(linearization.hessian, layout, { by, tolerance, maxIterations, seed });
    const records = found.map(({ layer, parameter, dimension, value, residual, products, status }) => ({
      layer,
      parameter,
      dimension,
      value,
      residual,
      products,
      status,
    }));
    return { suite: { blocks: records }, products: found.reduce((sum, { products }) => sum + products, 0) };
  },
};
