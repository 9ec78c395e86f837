import type { MlpSpecification } from '../../src/models/specification.ts';
import type { Matrix } from '../../src/numerics/matrix.ts';
import { hasVariant, type KernelVariant } from '../../src/objectives/closed-form/kernel/module.ts';
import { processPool } from '../../src/objectives/closed-form/kernel/arena.ts';
import { kernelPasses } from '../../src/objectives/closed-form/kernel/passes.ts';
import { referenceObjective } from '../../src/objectives/closed-form/objective.ts';
import { objectiveOf } from '../../src/objectives/closed-form/passes-objective.ts';
import type { MlpObjective } from '../../src/objectives/contract.ts';

/** An implementation of the closed form. */
export interface ClosedForm {
  readonly name: string;
  readonly create: (specification: MlpSpecification, inputs: Matrix, targets: Matrix) => MlpObjective;
}

/** The variants of the kernel that this runtime has. */
export const kernelVariants: readonly KernelVariant[] = (['wasm-simd', 'wasm-simd-fma'] as const).filter(
  hasVariant,
);

/** Their twins in float32. */
export const singleVariants: readonly KernelVariant[] = (
  ['wasm-simd-f32', 'wasm-simd-fma-f32'] as const
).filter(hasVariant);

/** The kernel in a variant, in place of the one that would be chosen. */
export function kernelObjective(
  variant: KernelVariant,
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
  { threads = 1, cacheBytes = Number.POSITIVE_INFINITY }: { threads?: number; cacheBytes?: number } = {},
): MlpObjective {
  const options = { pool: processPool(variant), threads, cacheBytes };
  return objectiveOf(specification, kernelPasses(specification, inputs, targets, options));
}

/** The reference and every variant of the kernel. */
export const closedForms: readonly ClosedForm[] = [
  { name: 'reference', create: referenceObjective },
  ...kernelVariants.map((variant) => ({
    name: `kernel ${variant}`,
    create: (specification: MlpSpecification, inputs: Matrix, targets: Matrix) =>
      kernelObjective(variant, specification, inputs, targets),
  })),
];
