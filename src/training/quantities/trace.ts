import { hutchPlusPlus } from '../../curvature/hutch-plus-plus.ts';
import { hutchinsonTrace } from '../../curvature/trace.ts';
import { randomStream } from '../../numerics/random.ts';
import type { QuantityDefinition } from './quantity.ts';

/** Trace of the Hessian; its probes are drawn anew in each epoch. */
export const trace: QuantityDefinition<'trace'> = {
  columns: [
    {
      name: 'trace',
      unit: '',
      meaning:
        'trace of the Hessian that lambda_max belongs to, estimated with random vectors (Hutchinson, or Hutch++)',
      cell: ({ trace }) => trace?.value,
    },
    {
      name: 'trace_standard_error',
      unit: '',
      meaning: 'standard error of trace',
      cell: ({ trace }) => trace?.standardError,
    },
    {
      name: 'trace_products',
      unit: '',
      meaning: 'Hessian-vector products spent on trace in this row',
      cell: ({ trace }) => trace?.products,
    },
    {
      name: 'trace_status',
      unit: '',
      meaning:
        'converged (standard error at most a tenth of the trace), max-iterations (more than that: raise probes), zero-operator or non-finite',
      cell: ({ trace }) => trace?.status,
    },
  ],
  cost({ probes, method }, { parameters }) {
    // With as many products as parameters, Hutch++ computes the trace.
    const products = method === 'hutch++' ? Math.min(probes, parameters) : probes;
    return {
      first: products,
      later: products,
      basis: method === 'hutch++' ? 3 * probes : 0,
      kept: 0,
    };
  },
  measure({ linearization, seed, epoch }, { method, probes }) {
    const random = randomStream(seed, `curvature/trace/epoch-${epoch}`);
    const { value, standardError, products, status } =
      method === 'hutch++'
        ? hutchPlusPlus(linearization.hessian, { products: probes, random })
        : hutchinsonTrace(linearization.hessian, { probes, random });
    return { trace: { value, standardError, products, status }, products };
  },
};
