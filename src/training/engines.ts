import type { ArmConfig } from '../config/schema.ts';
import { closedFormEngine } from '../objectives/closed-form/engine.ts';
import type { MlpEngine } from '../objectives/engine.ts';
import { chooseBackend, openBackend } from '../objectives/tfjs/backend.ts';
import { tfjsEngine } from '../objectives/tfjs/engine.ts';

/** The engine that trains and the engine that measures; one object where they are the same. */
export interface Engines {
  readonly training: MlpEngine;
  readonly curvature: MlpEngine;
  /** Why each was chosen, for the manifest: "tfjs on wasm: …". */
  readonly reasons: readonly string[];
}

/**
 * Opens the engines a config asks for. TensorFlow.js is loaded only where one of them needs it, and both share
 * its backend: tfjs has one current backend in a process.
 */
export async function openEngines(
  { training, curvature, deterministic }: ArmConfig,
  layerSizes: readonly number[],
  trainingRows: number,
): Promise<Engines> {
  const measuring = curvature.engine === 'auto' ? 'closed-form' : curvature.engine;
  const opened = new Map<MlpEngine['name'], MlpEngine>();
  const reasons: string[] = [];
  for (const name of new Set([training.engine, measuring])) {
    if (name === 'closed-form') {
      const engine = closedFormEngine({ deterministic });
      opened.set(name, engine);
      reasons.push(`closed-form in float64 on ${engine.backend}`);
      continue;
    }
    const rows = training.batchSize === 'full' ? trainingRows : Math.min(training.batchSize, trainingRows);
    const choice = await chooseBackend({ requested: training.backend, layerSizes, rows, deterministic });
    const backend = await openBackend(choice.name);
    opened.set(name, tfjsEngine(backend));
    reasons.push(`tfjs on ${choice.name} (${backend.description}): ${choice.why}`);
  }
  return { training: opened.get(training.engine)!, curvature: opened.get(measuring)!, reasons };
}
