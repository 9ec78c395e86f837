import { closedFormEngine, referenceEngine } from '../../src/objectives/closed-form/engine.ts';
import { tensorsEngine } from '../../src/objectives/closed-form/tensors/engine.ts';
import type { MlpEngine } from '../../src/objectives/engine.ts';
import { availableBackends, openBackend } from '../../src/objectives/tfjs/backend.ts';
import { tfjsEngine } from '../../src/objectives/tfjs/engine.ts';
import type { Entry } from './entry.ts';
import { localContender } from './interleave.ts';
import type { Problem } from './problem.ts';

/** An engine of this project, and what makes it ready for a turn: tfjs has one current backend in a process. */
export interface Participant {
  readonly engine: MlpEngine;
  readonly activate: () => Promise<void>;
}

/** What is timed of an engine; a product is one at a point linearised before. */
export type Operation = 'gradient' | 'linearize' | 'product';

/**
 * The closed form first, then its reference, then TensorFlow.js on every backend of this machine.
 *
 * @param missing is told each backend that cannot run, with the reason
 */
export async function participants(missing: (what: string, reason: string) => void): Promise<Participant[]> {
  const found: Participant[] = [
    closedFormEngine(),
    closedFormEngine({ precision: 'float32' }),
    referenceEngine(),
  ].map((engine) => ({ engine, activate: async () => {} }));
  for (const { name, available, reason } of await availableBackends()) {
    if (!available) {
      missing(`the ${name} backend`, reason);
      continue;
    }
    const activate = async () => void (await openBackend(name));
    const backend = await openBackend(name);
    // The cpu backend is there for machines without WebAssembly; nobody would choose operations on it.
    if (name !== 'cpu') found.push({ engine: tensorsEngine(backend), activate });
    found.push({ engine: tfjsEngine(backend), activate });
  }
  return found;
}

/** The three operations of one engine on one problem. */
export async function engineEntries(
  { engine, activate }: Participant,
  { network, specification, inputs, targets, parameters, direction }: Problem,
): Promise<(Entry & { readonly operation: Operation })[]> {
  await activate();
  const objective = engine.createObjective(specification, inputs, targets);
  const out = new Float64Array(objective.dimension);
  const { hessian } = objective.linearize(parameters);
  // A point of its own for each call: an objective may remember the last one.
  const point = parameters.slice();
  const moved = () => {
    point[0]! += 1e-9;
    return point;
  };
  const product = () => {
    hessian.apply(direction, out);
    return out[0]!;
  };
  const gradient = () => {
    const loss = objective.gradient(parameters, out);
    return { loss, gradient: [...out] };
  };
  const entry = (operation: Operation, run: () => number, computed: Entry['check'], prepare = activate) => ({
    operation,
    work: `${operation} ${network}`,
    name: `${engine.name} (${engine.backend})`,
    precision: engine.precision,
    threads: engine.threads ?? null,
    check: async () => {
      await activate();
      return computed();
    },
    ...localContender(run, prepare),
  });
  return [
    entry(
      'gradient',
      () => objective.gradient(moved(), out),
      async () => gradient(),
    ),
    entry(
      'linearize',
      () => objective.linearize(moved()).value,
      async () => {
        const { value, gradient: slopes } = objective.linearize(parameters);
        return { loss: value, gradient: [...slopes] };
      },
    ),
    entry(
      'product',
      product,
      async () => {
        product();
        return { product: [...out] };
      },
      // The caches may belong to another point by now.
      async () => {
        await activate();
        product();
      },
    ),
  ];
}
