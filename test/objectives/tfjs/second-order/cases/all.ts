import type { OpCase } from '../op-case.ts';
import { activationCases } from './activations.ts';
import { convolutionCases, poolingCases } from './convolutions.ts';
import { elementwiseCases } from './elementwise.ts';
import { imageCases } from './images.ts';
import { layerCases, normalizationCases } from './layers.ts';
import { coreLossCases, layerLossCases } from './losses.ts';
import { recurrentCases } from './recurrent.ts';
import { reductionCases } from './reductions.ts';
import { shapeCases } from './shapes.ts';

/** Every case: the op table is complete when each of its ops has one, and honest when each of them agrees. */
export const allCases: readonly OpCase[] = [
  activationCases,
  elementwiseCases,
  reductionCases,
  shapeCases,
  imageCases,
  layerLossCases,
  coreLossCases,
  layerCases,
  normalizationCases,
  convolutionCases,
  poolingCases,
  recurrentCases,
].flat();
