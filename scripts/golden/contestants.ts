import { closedFormEngine, referenceEngine } from '../../src/objectives/closed-form/engine.ts';
import { tensorsEngine } from '../../src/objectives/closed-form/tensors/engine.ts';
import type { MlpEngine } from '../../src/objectives/engine.ts';
import { availableBackends, openBackend } from '../../src/objectives/tfjs/backend.ts';
import { tfjsEngine } from '../../src/objectives/tfjs/engine.ts';

/** An objective on a backend, or why this machine has not got it. */
export type Contestant =
  | { readonly label: string; readonly engine: MlpEngine }
  | { readonly label: string; readonly missing: string };

/**
 * Every objective on every backend, one after the other. TensorFlow.js has one current backend a process, so
 * each must be done with before the next is asked for.
 */
export async function* contestants(): AsyncGenerator<Contestant> {
  yield { label: 'closed form, reference in TypeScript, float64', engine: referenceEngine() };
  const precisions = ['float64', 'float32', 'mixed'] as const;
  for (const precision of precisions) {
    const deterministic = closedFormEngine({ precision, deterministic: true });
    yield { label: `closed form, kernel with SIMD, ${precision}`, engine: deterministic };
    const engine = closedFormEngine({ precision });
    if (engine.backend === deterministic.backend) continue;
    yield { label: `closed form, kernel with SIMD and fused multiply-add, ${precision}`, engine };
  }
  for (const { name, available, reason } of await availableBackends()) {
    const label = `TensorFlow.js ${name}, float32`;
    if (!available) {
      yield { label, missing: reason };
      continue;
    }
    try {
      const backend = await openBackend(name);
      yield {
        label: `closed form in operations of TensorFlow.js ${name}, float32`,
        engine: tensorsEngine(backend),
      };
      yield { label, engine: tfjsEngine(backend) };
    } catch (error) {
      yield { label, missing: (error as Error).message };
    }
  }
}
