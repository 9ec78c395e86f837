import { fitColumnwise } from '../data/transforms/columnwise.ts';
import { type Matrix, matrix } from '../numerics/matrix.ts';
import { type RandomStream, randomStream, randomUnitVector } from '../numerics/random.ts';
import { dot } from '../numerics/vector.ts';
import type { Settings } from './settings.ts';

/** Rows of all data, and inputs of the network. */
export const [ROWS, FEATURES] = [256, 16] as const;

/** Standard deviation of what no model can predict. */
const NOISE = 0.1;

/** Inputs [rows, features] and targets [rows, 1]. */
export interface Rows {
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

/**
 * Rows whose targets depend on standard normal draws z, not on the inputs: mean, scale and rotation only say in which
 * coordinates z is given to the model, x = R·diag(s)·z + μ. What can be learnt is the same whatever they are, and what
 * changes is the conditioning alone.
 *
 * The targets are linear in z for a line, and u + uv for a network, with u and v projections of z: built of sums and
 * products, which every browser rounds alike.
 */
export function drawRows(settings: Settings): Rows {
  const isLine = settings.surface === 'line';
  const features = isLine ? 1 : FEATURES;
  const stream = randomStream(settings.seed, 'playground/inputs');
  const latent = matrix(ROWS, features);
  for (let k = 0; k < latent.values.length; k++) latent.values[k] = stream.normal();
  if (isLine) settle(latent);
  const target = targetOf(features, randomStream(settings.seed, 'playground/targets'));
  const noise = randomStream(settings.seed, 'playground/noise');
  const targets = matrix(ROWS, 1);
  for (let i = 0; i < ROWS; i++) targets.values[i] = target(rowOf(latent, i)) + NOISE * noise.normal();
  const given = inCoordinates(latent, settings);
  return { inputs: fitColumnwise(settings.inputs, given).apply(given), targets };
}

/** Mean 0 and standard deviation 1 exactly, so that the sliders of a line say what its inputs have, not what they were drawn from. */
function settle(latent: Matrix): void {
  latent.values.set(fitColumnwise('standardized', latent).apply(latent).values);
}

function targetOf(features: number, stream: RandomStream): (z: Float64Array) => number {
  if (features === 1) return (z) => 0.8 * z[0]!;
  const [first, second] = [randomUnitVector(stream, features), randomUnitVector(stream, features)];
  return (z) => dot(first, z) * (1 + dot(second, z));
}

/** x = R·diag(s)·z + μ. The rotation turns the first coordinate with the last, the second with the last but one, and so on. */
function inCoordinates(latent: Matrix, { mean, scale, rotation, surface }: Settings): Matrix {
  const { rows, columns } = latent;
  const angle = surface === 'line' ? 0 : (rotation * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const deviations = Float64Array.from({ length: columns }, (_, j) =>
    columns === 1 ? scale : scale ** (1 - j / (columns - 1)),
  );
  const result = matrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    const x = rowOf(result, i);
    rowOf(latent, i).forEach((z, j) => {
      x[j] = deviations[j]! * z;
    });
    for (let j = 0; 2 * j + 1 < columns; j++) {
      const k = columns - 1 - j;
      const [a, b] = [x[j]!, x[k]!];
      x[j] = cosine * a - sine * b;
      x[k] = sine * a + cosine * b;
    }
    for (let j = 0; j < columns; j++) x[j]! += mean;
  }
  return result;
}

function rowOf({ columns, values }: Matrix, i: number): Float64Array {
  return values.subarray(i * columns, (i + 1) * columns);
}
