import type { MlpEngine } from '../engine.ts';
import { type ClosedFormOptions, closedFormObjective } from './objective.ts';

/**
 * The closed form as an engine for training and curvature: plain JavaScript in float64.
 *
 * @param options see `ClosedFormOptions`; `{ portable: true }` is what `deterministic: true` in a config asks for
 */
export function closedFormEngine(options: ClosedFormOptions = {}): MlpEngine {
  return {
    name: 'closed-form',
    backend: 'javascript',
    precision: 'float64',
    createObjective: (specification, inputs, targets) =>
      closedFormObjective(specification, inputs, targets, options),
    tensorCount: () => null,
  };
}
