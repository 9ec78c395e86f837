import { gradientAlignment } from '../../curvature/local-model/gradient-alignment.ts';
import type { QuantityDefinition } from './quantity.ts';
import { topPairsCost } from './top-eigenvalues.ts';

/** Share of the gradient in the space of the top eigenvectors. */
export const alignment: QuantityDefinition<'alignment'> = {
  columns: [
    {
      name: 'gradient_alignment',
      unit: '',
      meaning:
        'share of ‖g‖² in the space of the top eigenvectors (count, 10 unless set); g is the gradient of the loss that lambda_max belongs to; a random direction has count/parameters on average',
      cell: ({ alignment }) => alignment?.share,
    },
    {
      name: 'gradient_alignment_products',
      unit: '',
      meaning:
        'Hessian-vector products spent on it in this row; 0 where top_eigenvalues, in the same row, found the eigenvectors',
      cell: ({ alignment }) => alignment?.products,
    },
    {
      name: 'gradient_alignment_status',
      unit: '',
      meaning:
        'that of the eigenvectors, as lambda_max_status (max-iterations: not all have converged); zero-gradient or non-finite where there is no share',
      cell: ({ alignment }) => alignment?.status,
    },
  ],
  cost: ({ count }, size) => topPairsCost(count, size),
  measure({ topPairs, linearization: { gradient } }, { count }) {
    const { largest, products, status } = topPairs.find();
    const usable = status === 'converged' || status === 'max-iterations';
    const { share, note } = gradientAlignment(gradient, usable ? largest.slice(0, count) : []);
    const hasShare = usable && share !== null;
    return {
      suite: {
        alignment: { share: hasShare ? share : null, products, status: note === '' ? status : note },
      },
      products,
    };
  },
};
