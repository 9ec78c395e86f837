import type { MlpEngine } from '../engine.ts';
import { chooseVariant } from './kernel/module.ts';
import { chooseThreads } from './kernel/threads.ts';
import { type ClosedFormOptions, closedFormObjective, referenceObjective } from './objective.ts';

/**
 * The closed form as an engine for training and curvature: the WebAssembly kernel, by default in float64.
 * Its backend tells whether it uses fused multiply-add: `wasm-simd-fma` or `wasm-simd`.
 *
 * @param options see `ClosedFormOptions`; `{ deterministic: true }` is what `deterministic: true` in a config
 *   asks for
 */
export function closedFormEngine(options: ClosedFormOptions = {}): MlpEngine {
  return {
    name: 'closed-form',
    backend: chooseVariant(options.deterministic ?? false),
    precision: options.precision ?? 'float64',
    threads: chooseThreads(options.threads),
    createObjective: (specification, inputs, targets) =>
      closedFormObjective(specification, inputs, targets, options),
    tensorCount: () => null,
  };
}

/** The reference in plain TypeScript as an engine, for comparisons with the kernel. */
export function referenceEngine(): MlpEngine {
  return {
    name: 'closed-form',
    backend: 'javascript',
    precision: 'float64',
    createObjective: referenceObjective,
    tensorCount: () => null,
  };
}
