import { type RandomStream, randomStream, randomUnitVector } from '../numerics/random.ts';
import { norm } from '../numerics/vector.ts';
import type { MlpObjective, NormalizationStatistics } from '../objectives/contract.ts';
import type { MlpEngine } from '../objectives/engine.ts';
import type { TrainingSession } from './session.ts';
import type { TrainingState } from './state.ts';

/** What `verify: true` compares: the loss, its gradient, and Hessian-vector products along two vectors. */
const QUANTITIES = ['loss', 'gradient', 'product_random', 'product_top'] as const;

/** One quantity at one epoch by the closed form and by TensorFlow.js autodiff: a row of `verification.csv`. */
export interface VerificationRecord {
  readonly epoch: number;
  readonly quantity: (typeof QUANTITIES)[number];
  /** Euclidean; of the loss its magnitude. */
  readonly closedFormNorm: number;
  readonly tfjsNorm: number;
  /** ‖closed form − TensorFlow.js‖ / ‖closed form‖. */
  readonly relativeDifference: number;
  /** The largest relative difference that float32 explains; see `verifyObjectives`. */
  readonly tolerance: number;
  readonly agrees: boolean;
}

/** The relative difference that always passes, as in `npm run check:golden`. */
const RELATIVE_TOLERANCE = 1e-4;

/** u, half the distance from 1 to the next float32: what one rounding changes at most, relatively. */
const UNIT_ROUNDOFF = 2 ** -24;

/**
 * Roundings of a row on its way through the layers that may come together. Of 13 networks and data sets on two
 * backends the worst needed 26 (batch norm on 15,131 raw rows, WASM), those on fewer than 500 rows 0.1.
 */
const ROUNDINGS = 32;

/**
 * Compares the closed form with TensorFlow.js autodiff at the parameters of a state, on the rows that curvature sees.
 * Products are taken along a random unit vector of seed and epoch, and along the newest top eigenvector where there is
 * one. The run itself does not change by it.
 *
 * A float32 sum over n rows is off by about √n roundings (Higham 2002, "Accuracy and Stability of Numerical Algorithms",
 * section 2.8). So a difference agrees when it is at most 1e-4 of the closed form's norm, or else 32·√n times what one
 * rounding changes. That is u·κ of the norm, with κ the largest |mean|/deviation of a batch norm's inputs, of which
 * float32 keeps the deviations only to u·κ (1 without batch norm); or, where that is more, what changes in the closed
 * form when each parameter and entry of the vector moves by u: near a minimum the gradient is a small difference of
 * large terms, and no float32 program can give it to 1e-4.
 *
 * @throws Error when the session was opened without `verify: true`
 */
export function verifyObjectives(session: TrainingSession, state: TrainingState): VerificationRecord[] {
  const { engines, curvatureRows, seed, specification } = session;
  if (!engines.verification) throw new Error('verifyObjectives: the session was opened without verify: true');
  const { epoch, parameters } = state;
  const random = randomStream(seed, `verification/epoch-${epoch}`);
  const vectors = [randomUnitVector(random, parameters.length)];
  const top = state.tracker.largest.warm?.vector;
  if (top) vectors.push(top);

  const ours = withObjective(session, engines.verification.closedForm, (objective) => {
    const vectorsMoved = vectors.map((vector) => moved(vector, random));
    // The point itself comes last: an objective that trains too then still holds its passes.
    const nearby = evaluate(objective, moved(parameters, random), vectorsMoved);
    const offset = largestOffset(
      objective.batchStatistics(parameters),
      specification.batchNorm?.epsilon ?? 0,
    );
    return { here: evaluate(objective, parameters, vectors), nearby, offset };
  });
  const theirs = withObjective(session, engines.verification.tfjs, (objective) =>
    evaluate(objective, parameters, vectors),
  );
  const roundings = ROUNDINGS * Math.sqrt(curvatureRows.part.inputs.rows);
  return ours.here.map((expected, i) => {
    const scale = norm(expected);
    const oneRounding = Math.max(
      UNIT_ROUNDOFF * Math.max(1, ours.offset) * scale,
      distance(expected, ours.nearby[i]!),
    );
    const bound = Math.max(RELATIVE_TOLERANCE * scale, roundings * oneRounding);
    const difference = distance(expected, theirs[i]!);
    const relative = (length: number) => (length === 0 ? 0 : length / scale);
    return {
      epoch,
      quantity: QUANTITIES[i]!,
      closedFormNorm: scale,
      tfjsNorm: norm(theirs[i]!),
      relativeDifference: relative(difference),
      tolerance: relative(bound),
      agrees: difference <= bound,
    };
  });
}

/** Hands out the objective of the session where it has one of this engine on these rows, elsewhere a passing one. */
function withObjective<Result>(
  { engines, training, curvature, curvatureRows, specification }: TrainingSession,
  engine: MlpEngine,
  use: (objective: MlpObjective) => Result,
): Result {
  if (engine === engines.curvature) return use(curvature);
  if (engine === engines.training && curvatureRows.isWhole) return use(training);
  const { inputs, targets } = curvatureRows.part;
  const objective = engine.createObjective(specification, inputs, targets);
  try {
    return use(objective);
  } finally {
    objective.dispose();
  }
}

/** Loss, gradient, and a product for each vector. */
function evaluate(
  objective: MlpObjective,
  parameters: Float64Array,
  vectors: readonly Float64Array[],
): Float64Array[] {
  const { value, gradient, hessian } = objective.linearize(parameters);
  const products = vectors.map((vector) => {
    const product = new Float64Array(vector.length);
    hessian.apply(vector, product);
    return product;
  });
  return [Float64Array.of(value), gradient, ...products];
}

/** Each entry up or down by u of itself. */
function moved(values: Float64Array, random: RandomStream): Float64Array {
  return values.map((value) => value * (1 + (random.uniform() < 0.5 ? -UNIT_ROUNDOFF : UNIT_ROUNDOFF)));
}

/** Largest |mean|/√(variance + ε) of what batch norm normalizes; 0 without batch norm. */
function largestOffset(statistics: readonly NormalizationStatistics[], epsilon: number): number {
  const offsets = statistics.flatMap(({ mean, variance }) =>
    [...mean].map((value, unit) => Math.abs(value) / Math.sqrt(variance[unit]! + epsilon)),
  );
  return Math.max(0, ...offsets);
}

function distance(x: Float64Array, y: Float64Array): number {
  return norm(x.map((entry, i) => entry - y[i]!));
}
