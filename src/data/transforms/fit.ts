import type { Transform } from '../../config/schema.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import { fitColumnwise } from './columnwise.ts';
import type { FittedTransform } from './fitted-transform.ts';
import { fitWhitening } from './whitening.ts';

/**
 * Fits a transform: `raw` x; `centered` x − mean; `scaled` x / std; `standardized` (x − mean) / std; `whitened`
 * zero mean and identity covariance (ZCA).
 *
 * Standard deviations and covariances are the population ones (divided by n), as scikit-learn's StandardScaler
 * has them; a column whose training values are all equal is divided by 1. (scikit-learn also takes a column
 * for constant whose variance is within rounding of its mean; here only equal values count.)
 *
 * @param train rows of the training split, [rows ≥ 1, columns]; test rows must not be among them
 */
export function fitTransform(name: Transform, train: Matrix): FittedTransform {
  return name === 'whitened' ? fitWhitening(train) : fitColumnwise(name, train);
}
