import { closedFormEngine } from '../objectives/closed-form/engine.ts';
import type { MlpEngine } from '../objectives/engine.ts';
import { availableBackends, type BackendName } from '../objectives/tfjs/backend.ts';

/** An engine that computed a run before it was interrupted, as its manifest describes it. */
export interface EnginePin {
  /** `MlpEngine.name`. */
  readonly engine: string;
  /** `MlpEngine.backend`. */
  readonly backend: string;
  /** `MlpEngine.precision`. */
  readonly precision: string;
}

/** What computed a run so far: going on with another engine or backend would change the last bits of its numbers. */
export type EnginePins = readonly EnginePin[];

/** This machine lacks what computed a run that is to be gone on with. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}

/** Whether a backend of the closed form is, or has a part of, TensorFlow.js's operations on its native backend. */
export function usesOperations(backend: string): boolean {
  return backend.split(' and ').includes('native-ops');
}

/**
 * Looks, without loading anything, whether this machine has the engines.
 *
 * @throws EngineUnavailableError
 */
export async function checkPins(pins: EnginePins): Promise<void> {
  for (const pin of pins) if (pin.engine === 'closed-form') pinnedKernel(pin, false);
  const needed = pinnedTfjs(pins);
  if (needed === null) return;
  const found = (await availableBackends()).find(({ name }) => name === needed);
  if (found?.available) return;
  const reason = found?.reason ?? 'this version of hessian-lab has no such backend';
  throw new EngineUnavailableError(
    `the run was begun on TensorFlow.js' backend ${needed}, which is not available here: ${reason}. Go on where it is, or begin a new run.`,
  );
}

/** The backend of TensorFlow.js that the pins ask for; null where they ask for none. */
export function pinnedTfjs(pins: EnginePins): BackendName | null {
  const tfjs = pins.find(({ engine }) => engine === 'tfjs');
  if (tfjs) return tfjs.backend as BackendName;
  return pins.some(({ backend }) => usesOperations(backend)) ? 'native' : null;
}

/**
 * The `deterministic` option with which the closed form takes the kernel of a pin.
 *
 * @param preferred where both options come to the same kernel
 * @throws EngineUnavailableError when neither does
 */
export function pinnedKernel({ backend }: EnginePin, preferred: boolean): boolean {
  const kernel = backend.split(' and ').find((part) => part !== 'native-ops');
  if (kernel === undefined) return preferred;
  const engines: [boolean, MlpEngine][] = [preferred, !preferred].map((deterministic) => [
    deterministic,
    closedFormEngine({ deterministic }),
  ]);
  const found = engines.find(([, engine]) => engine.backend === kernel);
  if (found) return found[0];
  throw new EngineUnavailableError(
    `the run was begun with the closed form's kernel ${kernel}, and Node ${process.version} on this machine offers ${engines.map(([, engine]) => engine.backend).join(' and ')} (HESSIAN_LAB_FMA is ${process.env.HESSIAN_LAB_FMA ?? 'not set'}). Go on with the Node version that the manifest names, or begin a new run.`,
  );
}
