import type { MlpEngine } from '../engine.ts';
import { chooseVariant } from './kernel/module.ts';
import { chooseThreads } from './kernel/threads.ts';
import { mixedObjective } from './mixed.ts';
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

/**
 * Products by `single`, everything else by `double`: what `precision: mixed` is where the products are computed by
 * another engine than the kernel.
 *
 * @param double the kernel in float64
 * @param single an engine of the closed form in float32
 */
export function mixedEngine(double: MlpEngine, single: MlpEngine): MlpEngine {
  return {
    ...double,
    backend: `${double.backend} and ${single.backend}`,
    precision: 'mixed',
    createObjective: (specification, inputs, targets) =>
      mixedObjective(
        double.createObjective(specification, inputs, targets),
        single.createObjective(specification, inputs, targets),
      ),
    tensorCount: single.tensorCount,
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
