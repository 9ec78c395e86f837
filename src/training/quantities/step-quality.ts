import { gradientStep } from '../../curvature/local-model/gradient-step.ts';
import { judgeStep } from '../../curvature/local-model/step-quality.ts';
import { exactly } from './operators.ts';
import type { QuantityDefinition } from './quantity.ts';

/** The second-order expansion against what the step did, and the best step along the gradient. */
export const stepQuality: QuantityDefinition<'step_quality'> = {
  columns: [
    {
      name: 'predicted_decrease',
      unit: 'squared target unit',
      meaning:
        '−gᵀd − ½dᵀHd, with gradient g and Hessian H of the row before and the displacement d of the parameters since then (with mini-batches that of the epoch); of the loss that lambda_max belongs to; empty at epoch 0',
      cell: ({ stepQuality }) => stepQuality?.predicted,
    },
    {
      name: 'actual_decrease',
      unit: 'squared target unit',
      meaning: 'the decrease of that loss since the row before; empty at epoch 0',
      cell: ({ stepQuality }) => stepQuality?.actual,
    },
    {
      name: 'decrease_note',
      unit: '',
      meaning:
        'zero-displacement, below-rounding (the predicted decrease is within the rounding errors of the two losses) or non-finite; empty where the two can be compared',
      cell: ({ stepQuality }) => stepQuality?.note,
    },
    {
      name: 'best_step',
      unit: '',
      meaning:
        "gᵀg/gᵀHg at the row's parameters: the learning rate of gradient descent with the greatest predicted decrease; empty where gᵀHg ≤ 0",
      cell: ({ stepQuality }) => stepQuality?.bestStep,
    },
    {
      name: 'gradient_curvature',
      unit: '',
      meaning: 'gᵀHg/gᵀg: the curvature along the gradient, between lambda_min and lambda_max',
      cell: ({ stepQuality }) => stepQuality?.gradientCurvature,
    },
    {
      name: 'best_step_note',
      unit: '',
      meaning: 'why best_step is empty: zero-gradient, no-positive-curvature or non-finite',
      cell: ({ stepQuality }) => stepQuality?.bestStepNote,
    },
    {
      name: 'step_quality_products',
      unit: '',
      meaning: 'Hessian-vector products spent on these columns in this row',
      cell: ({ stepQuality }) => stepQuality?.products,
    },
  ],
  cost: () => ({ first: 1, later: 2, basis: 0, kept: 0 }),
  measure({ linearization, prediction, roundoff }) {
    const { value, gradient, hessian } = linearization;
    const next = gradientStep(gradient, exactly(hessian));
    const last = prediction && judgeStep(prediction, value, roundoff);
    const products = next.products + (last?.products ?? 0);
    const record = {
      predicted: last?.predicted ?? null,
      actual: last?.actual ?? null,
      note: last?.note ?? '',
      bestStep: next.bestStep,
      gradientCurvature: next.rayleighQuotient,
      bestStepNote: next.note,
      products,
    } as const;
    return { suite: { stepQuality: record }, products };
  },
};
