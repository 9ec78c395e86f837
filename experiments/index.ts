import type { Experiment } from '../src/claims/experiment.ts';
import { e1 } from './e1-quadratic-model.ts';
import { s1 } from './s1-raw-vs-normalized.ts';

/** Every experiment, exact ones first, in the order of their numbers. */
export const experiments: readonly Experiment[] = [e1, s1] as readonly Experiment[];
