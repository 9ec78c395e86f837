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

/** Every experiment, exact ones first, in the order of their numbers. */
export const experiments = [e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, s1] as readonly Experiment[];
