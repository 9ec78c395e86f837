import { Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import type { Matrix } from '../numerics/matrix.ts';

/** Singular values below this share of the largest are directions without spread. */
const RANK = 1e-10;

/**
 * Share of the variance of the first target that linear regression on the inputs explains (R²), by the singular value
 * decomposition of the standardized inputs, so that it is the same for raw and standardized ones.
 */
export function explainedByLine(inputs: Matrix, targets: Matrix): number {
  const { rows, columns, values } = inputs;
  const x = MlMatrix.from1DArray(rows, columns, Array.from(values)).center('column');
  const spread = x.standardDeviation('column', { unbiased: false, mean: new Array(columns).fill(0) });
  const scaled = x.divRowVector(spread.map((deviation) => deviation || 1));
  const y = Array.from({ length: rows }, (_, i) => targets.values[i * targets.columns]!);
  const mean = y.reduce((sum, value) => sum + value, 0) / rows;
  const centered = MlMatrix.columnVector(y.map((value) => value - mean));
  const svd = new SingularValueDecomposition(scaled, { autoTranspose: true });
  const u = svd.leftSingularVectors;
  let explained = 0;
  svd.diagonal.forEach((value, k) => {
    if (value <= RANK * svd.diagonal[0]!) return;
    explained += u.getColumnVector(k).dot(centered) ** 2;
  });
  return explained / centered.dot(centered);
}
