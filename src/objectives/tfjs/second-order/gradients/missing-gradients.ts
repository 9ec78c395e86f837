import type { GradConfig } from '@tensorflow/tfjs';
import type { Engine } from '../engine.ts';
import { comparisonGradients } from './comparisons.ts';
import { convolutionGradients } from './convolutions.ts';
import { eluGradients } from './elu.ts';
import { poolingGradients } from './pooling.ts';

/** Gradients of kernels that have none in TensorFlow.js though the gradient of another kernel uses them. */
export function missingGradients(engine: Engine): GradConfig[] {
  return [comparisonGradients, eluGradients, convolutionGradients, poolingGradients].flatMap((family) =>
    family(engine),
  );
}
