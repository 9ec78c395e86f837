import type { ArmConfig } from '../config/schema.ts';
import { closedFormEngine } from '../objectives/closed-form/engine.ts';
import type { MlpEngine } from '../objectives/engine.ts';
import {
  availableBackends,
  type BackendName,
  chooseBackend,
  openBackend,
} from '../objectives/tfjs/backend.ts';
import { tfjsEngine } from '../objectives/tfjs/engine.ts';

/** The engine that trains and the engine that measures; one object where they are the same. */
export interface Engines {
  readonly training: MlpEngine;
  readonly curvature: MlpEngine;
  /** Why each was chosen, for the manifest: "tfjs on wasm: …". */
  readonly reasons: readonly string[];
}

/**
 * The backend that each engine of a run used before it was interrupted: going on with another would change the last
 * bits of its numbers.
 */
export type EnginePins = Readonly<Partial<Record<MlpEngine['name'], string>>>;

/** This machine lacks what computed a run that is to be gone on with. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}

/**
 * Looks, without loading anything, whether this machine has the backends.
 *
 * @throws EngineUnavailableError
 */
export async function checkPins(pins: EnginePins): Promise<void> {
  if (pins['closed-form'] !== undefined) pinnedClosedForm(pins['closed-form'], false);
  if (pins.tfjs === undefined) return;
  const found = (await availableBackends()).find(({ name }) => name === pins.tfjs);
  if (found?.available) return;
  const reason = found?.reason ?? 'this version of hessian-lab has no such backend';
  throw new EngineUnavailableError(
    `the run was begun on TensorFlow.js' backend ${pins.tfjs}, which is not available here: ${reason}. Go on where it is, or begin a new run.`,
  );
}

function pinnedClosedForm(backend: string, deterministic: boolean): MlpEngine {
  const engines = [deterministic, !deterministic].map((choice) =>
    closedFormEngine({ deterministic: choice }),
  );
  const engine = engines.find((candidate) => candidate.backend === backend);
  if (engine) return engine;
  throw new EngineUnavailableError(
    `the run was begun with the closed form's kernel ${backend}, and Node ${process.version} on this machine offers ${engines.map((one) => one.backend).join(' and ')} (HESSIAN_LAB_FMA is ${process.env.HESSIAN_LAB_FMA ?? 'not set'}). Go on with the Node version that the manifest names, or begin a new run.`,
  );
}

/**
 * Opens the engines a config asks for. TensorFlow.js is loaded only where one of them needs it, and both share
 * its backend: tfjs has one current backend in a process.
 *
 * @param pins backends that are settled already; default none
 * @throws EngineUnavailableError when a pinned one is not there
 */
export async function openEngines(
  { training, curvature, deterministic }: ArmConfig,
  layerSizes: readonly number[],
  trainingRows: number,
  pins: EnginePins = {},
): Promise<Engines> {
  await checkPins(pins);
  const measuring = curvature.engine === 'auto' ? 'closed-form' : curvature.engine;
  const opened = new Map<MlpEngine['name'], MlpEngine>();
  const reasons: string[] = [];
  for (const name of new Set([training.engine, measuring])) {
    if (name === 'closed-form') {
      const pinned = pins['closed-form'];
      const engine =
        pinned === undefined ? closedFormEngine({ deterministic }) : pinnedClosedForm(pinned, deterministic);
      opened.set(name, engine);
      reasons.push(`closed-form in float64 on ${engine.backend}`);
      continue;
    }
    const rows = training.batchSize === 'full' ? trainingRows : Math.min(training.batchSize, trainingRows);
    const choice =
      pins.tfjs === undefined
        ? await chooseBackend({ requested: training.backend, layerSizes, rows, deterministic })
        : { name: pins.tfjs as BackendName, why: 'as before the interruption' };
    const backend = await openBackend(choice.name);
    opened.set(name, tfjsEngine(backend));
    reasons.push(`tfjs on ${choice.name} (${backend.description}): ${choice.why}`);
  }
  return { training: opened.get(training.engine)!, curvature: opened.get(measuring)!, reasons };
}
