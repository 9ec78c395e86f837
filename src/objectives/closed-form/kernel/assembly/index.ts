/** The kernel's entry points. Addresses are in bytes, blocks of rows as `lanes.ts` lays them out. */
export { activate, differentiate } from './activations';
export { center, normalize, normalizeBackward, tangentNormalize, tangentNormalizeBackward } from './batch-norm';
export { residual, tangentResidual } from './output';
export { pack } from './packing';
export { affine, pullback, tangent, tangentPullback } from './products';
export { addDots, addSums, clearPadding } from './sums';
export { weightGradient } from './weight-gradient';
