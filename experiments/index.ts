import type { Experiment } from '../src/claims/experiment.ts';
import { e1 } from './e1-quadratic-model.ts';
import { e2 } from './e2-principal-directions.ts';
import { e3 } from './e3-convergence-rate.ts';
import { e4 } from './e4-step-size-bound.ts';
import { e5 } from './e5-taylor-step.ts';
import { e6 } from './e6-second-derivative-test.ts';
import { e7 } from './e7-spectral-theorem.ts';
import { e8 } from './e8-backward-pass.ts';
import { e9 } from './e9-nonlinearity.ts';
import { e10 } from './e10-directional-curvature.ts';
import { s1 } from './s1-raw-vs-normalized.ts';
import { s10 } from './s10-gradient-in-top-space.ts';
import { s11 } from './s11-spectrum-shape.ts';
import { s2 } from './s2-input-mean-dial.ts';
import { s3 } from './s3-learning-rate-budget.ts';
import { s4 } from './s4-batch-norm.ts';
import { s5 } from './s5-momentum-damps.ts';
import { s6 } from './s6-momentum-rate.ts';
import { s7 } from './s7-poor-conditioning.ts';
import { s8 } from './s8-activation-means.ts';
import { s9 } from './s9-edge-of-stability.ts';

/** Every experiment, exact ones first, in the order of their numbers. */
export const experiments = [
  e1,
  e2,
  e3,
  e4,
  e5,
  e6,
  e7,
  e8,
  e9,
  e10,
  s1,
  s2,
  s3,
  s4,
  s5,
  s6,
  s7,
  s8,
  s9,
  s10,
  s11,
] as readonly Experiment[];
