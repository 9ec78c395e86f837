import type { EigenvalueRecord } from '../record.ts';
import type { CostSize, QuantityColumn, QuantityCost, QuantityDefinition } from './quantity.ts';

/** Products for an eigenvalue: the first one starts from a random vector, the later ones also watch a rival. */
const COLD_PRODUCTS = 15;
const WARM_PRODUCTS = 5;
/** Products of a probe from a random vector (every `probeEvery` measurements). */
const PROBE_PRODUCTS = 8;
/** Vectors of a Krylov basis, with their images, before it restarts. */
export const KRYLOV_VECTORS = 60;
/** Vectors that a tracker keeps of an end: the eigenvector, its rival, how it moved, and what was shifted away. */
const TRACKED_VECTORS = 4;

/** Algebraically largest eigenvalue of the Hessian. Its columns are always there. */
export const lambdaMax: QuantityDefinition<'lambda_max'> = {
  columns: [
    {
      name: 'lambda_max',
      unit: '',
      meaning:
        'algebraically largest eigenvalue of the Hessian of train_loss, with curvature.samples of the mean squared error over that subset; empty in epochs that the config passes over',
      cell: ({ lambdaMax }) => lambdaMax?.value,
    },
    {
      name: 'lambda_max_residual',
      unit: '',
      meaning: '‖Hv − λv‖ for lambda_max and its unit eigenvector',
      cell: ({ lambdaMax }) => lambdaMax?.residual,
    },
    {
      name: 'lambda_max_products',
      unit: '',
      meaning: 'Hessian-vector products spent on lambda_max in this row, probes and shifts included',
      cell: ({ lambdaMax }) => lambdaMax?.products,
    },
    {
      name: 'lambda_max_status',
      unit: '',
      meaning:
        'converged (‖Hv − λv‖ ≤ tolerance·|λ|: certainly an eigenvalue; that it is the largest is watched for, not proved), max-iterations, zero-operator or non-finite',
      cell: ({ lambdaMax }) => lambdaMax?.status,
    },
    {
      name: 'stability_ratio',
      unit: '',
      meaning:
        'lambda_max over the largest stable one: λmax·η/2, heavy ball λmax·η/(2(1+β)), Nesterov λmax·η(1+2β)/(2(1+β)); above 1 is unstable',
      cell: ({ stabilityRatio }) => stabilityRatio,
    },
  ],
  cost: (_, size) => ({
    ...trackedCost(size),
    basis: size.curvature.method === 'power-iteration' ? 0 : KRYLOV_VECTORS,
  }),
  measure({ tracker, linearization }) {
    const top = tracker.largest(linearization.hessian, linearization.gradient);
    return { top, ...(top.smallest && { smallest: top.smallest }), products: top.products };
  },
};

/**
 * Algebraically smallest eigenvalue. Its columns are always there: where it is the eigenvalue largest in magnitude, the
 * search for λmax finds it on the way, and both are logged.
 */
export const lambdaMin: QuantityDefinition<'lambda_min'> = {
  columns: eigenvalueColumns(
    'lambda_min',
    'lambda_min',
    'algebraically smallest eigenvalue of the Hessian that lambda_max belongs to; where the config does not measure it, only in rows whose search for lambda_max met it',
    ({ lambdaMin }) => lambdaMin,
  ),
  cost: (_, size) => trackedCost(size),
  measure({ tracker, linearization }) {
    const smallest = tracker.smallest(linearization.hessian);
    return { smallest, products: smallest.products };
  },
};

/** What following an eigenvalue costs. */
export function trackedCost({ curvature }: CostSize): QuantityCost {
  const later = WARM_PRODUCTS + PROBE_PRODUCTS / curvature.probeEvery;
  return { first: COLD_PRODUCTS, later, basis: KRYLOV_VECTORS, kept: TRACKED_VECTORS };
}

/** Value, residual, products and status of an eigenvalue, named by a prefix. */
export function eigenvalueColumns(
  name: string,
  symbol: string,
  meaning: string,
  of: (record: Parameters<QuantityColumn['cell']>[0]) => EigenvalueRecord | null | undefined,
  operator = 'H',
): QuantityColumn[] {
  const kind = operator === 'H' ? 'Hessian-vector' : `${operator}-vector`;
  return [
    { name, unit: '', meaning, cell: (record) => of(record)?.value },
    {
      name: `${name}_residual`,
      unit: '',
      meaning: `‖${operator}v − λv‖ for ${symbol} and its unit eigenvector`,
      cell: (record) => of(record)?.residual,
    },
    {
      name: `${name}_products`,
      unit: '',
      meaning: `${kind} products spent on ${symbol} in this row`,
      cell: (record) => of(record)?.products,
    },
    {
      name: `${name}_status`,
      unit: '',
      meaning: 'as lambda_max_status',
      cell: (record) => of(record)?.status,
    },
  ];
}
