import { isMapping, type Mapping } from '../config/mapping.ts';
import { merge } from '../config/merge.ts';
import { type ArmConfig, armSchema } from '../config/schema.ts';
import { lanczos } from '../curvature/lanczos.ts';
import { openSession, type TrainingSession } from '../training/session.ts';
import { train } from '../training/train.ts';

/**
 * What all arms of the claims share: small networks on the closed form in float64, whose results are the same bytes
 * everywhere.
 */
const COMMON: Mapping = {
  name: 'claim',
  data: { source: 'linear', targets: 'standardized', testFraction: 0 },
  training: { engine: 'closed-form' },
  curvature: { engine: 'closed-form' },
  deterministic: true,
};

/**
 * The full config of an arm from the keys that it is about, as in the `arms` of a config file.
 *
 * @param layers each over the former; the last wins
 * @throws ZodError when a key or value is not allowed
 */
export function mlpArm(...layers: readonly Mapping[]): ArmConfig {
  return armSchema.parse(layers.reduce((below, above) => merge(below, above), COMMON));
}

/** The same arm with other keys on top. */
export function withKeys(config: ArmConfig, keys: Mapping): ArmConfig {
  return mlpArm(plain(config), keys);
}

/**
 * The same arm with gradients and curvature by TensorFlow.js: automatic differentiation in float32, on WASM, whose
 * arithmetic is the same on every processor.
 */
export function onTensorflow(config: ArmConfig): ArmConfig {
  return withKeys(config, { training: { engine: 'tfjs' }, curvature: { engine: 'tfjs' } });
}

/** A resolved config as a mapping: it holds numbers and names only. */
function plain(config: ArmConfig): Mapping {
  const copy: unknown = structuredClone(config);
  return isMapping(copy) ? copy : {};
}

/** Opens an arm, hands it over, and frees it whatever happens. */
export async function withSession<T>(
  config: ArmConfig,
  seed: number,
  use: (session: TrainingSession) => T,
): Promise<T> {
  const session = await openSession(config, seed);
  try {
    return use(session);
  } finally {
    session.dispose();
  }
}

/**
 * λmax of the training loss where a session starts.
 *
 * @param tolerance residual over λmax
 */
export function startSharpness({ curvature, initial }: TrainingSession, tolerance = 1e-5): number {
  return lanczos(curvature.linearize(initial).hessian, { which: 'largest', tolerance }).largest.value;
}

/** A run kept in memory. */
export interface Trajectory {
  readonly status: 'completed' | 'diverged';
  /** Training loss at each epoch, from epoch 0. */
  readonly loss: readonly number[];
  /** λmax where it was measured, else NaN. */
  readonly lambdaMax: readonly number[];
  readonly learningRate: number;
  /** null when the target loss was never reached. */
  readonly epochsToTarget: number | null;
  /** The last good parameters, [dimension]. */
  readonly parameters: Float64Array;
}

/** Trains a session to its end and keeps what its epochs recorded. */
export function trajectory(session: TrainingSession): Trajectory {
  const loss: number[] = [];
  const lambdaMax: number[] = [];
  let learningRate = Number.NaN;
  const loop = train(session);
  for (;;) {
    const step = loop.next();
    if (step.done) {
      const { status, state } = step.value;
      const { epochsToTarget, parameters } = state;
      return { status, loss, lambdaMax, learningRate, epochsToTarget, parameters };
    }
    if (step.value === null) continue;
    const { record } = step.value;
    loss.push(record.trainLoss);
    lambdaMax.push(record.curvature?.lambdaMax?.value ?? Number.NaN);
    learningRate = record.learningRate;
  }
}
