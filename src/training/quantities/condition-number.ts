import type { ConditionNumberResult } from '../../curvature/condition-number.ts';
import { conditionNumber as conditionNumberOf } from '../../curvature/condition-number.ts';
import { fullSpectrum } from '../../curvature/full-spectrum.ts';
import type { LinearOperator } from '../../numerics/linear-operator.ts';
import type { ConditionNumberRecord } from '../record.ts';
import { gaussNewtonOf } from './operators.ts';
import type { QuantityColumn, QuantityDefinition } from './quantity.ts';

/** Most parameters whose full spectrum is taken: time grows with the cube. */
export const MOST_PARAMETERS = 2000;

/** Condition numbers of Hessian and Gauss-Newton matrix, each from its full spectrum. */
export const conditionNumber: QuantityDefinition<'condition_number'> = {
  columns: [
    ...columnsOf('condition_number', 'the Hessian that lambda_max belongs to', ({ hessian }) => hessian),
    ...columnsOf(
      'gauss_newton_condition_number',
      'the Gauss-Newton matrix of the same loss',
      ({ gaussNewton }) => gaussNewton,
    ),
    {
      name: 'condition_number_products',
      unit: '',
      meaning: 'products spent on both in this row, one for each parameter and matrix',
      cell: ({ conditionNumber: found }) => found && found.hessian.products + found.gaussNewton.products,
    },
  ],
  needsFullSpectrum: true,
  cost: (_, { parameters }) => ({
    first: 2 * parameters,
    later: 2 * parameters,
    // The columns, their symmetric matrix and the eigenvectors.
    basis: 3 * parameters,
    kept: 0,
  }),
  measure({ linearization, roundoff }) {
    const of = (operator: LinearOperator) =>
      conditionNumberOf(fullSpectrum(operator, { limit: MOST_PARAMETERS }), roundoff);
    const hessian = of(linearization.hessian);
    const gaussNewton = of(gaussNewtonOf(linearization));
    return {
      suite: { conditionNumber: { hessian, gaussNewton } },
      products: hessian.products + gaussNewton.products,
    };
  },
};

function columnsOf(
  name: string,
  matrix: string,
  of: (record: ConditionNumberRecord) => ConditionNumberResult,
): QuantityColumn[] {
  const column = (
    suffix: string,
    meaning: string,
    cell: (found: ConditionNumberResult) => string | number | null,
  ) => ({
    name: `${name}${suffix}`,
    unit: '',
    meaning,
    cell: ({ conditionNumber: found }: Parameters<QuantityColumn['cell']>[0]) => found && cell(of(found)),
  });
  return [
    column(
      '',
      `largest over smallest positive eigenvalue of ${matrix}, where it has no negative one; eigenvalues within parameters·2.2e-16·λmax count as zero`,
      ({ value }) => value,
    ),
    column('_rank', 'number of positive eigenvalues', ({ rank }) => rank),
    column(
      '_note',
      `why ${name} is empty: indefinite, float32 (its rounding hides the smallest eigenvalues), zero-operator, non-finite or too-many-parameters`,
      ({ note }) => note,
    ),
  ];
}
