import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { mlpLayout } from '../../src/models/layout.ts';
import { fromParameterFile } from '../../src/models/parameters.ts';
import type { MlpSpecification } from '../../src/models/specification.ts';
import { type Matrix, matrix } from '../../src/numerics/matrix.ts';

/** Reference values that another program made for one MLP at one point; `test/golden/README.md` has the format. */
export interface GoldenCase {
  readonly name: string;
  readonly specification: MlpSpecification;
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly parameters: Float64Array;
  readonly loss: number;
  readonly gradient: readonly number[];
  readonly vector: Float64Array;
  readonly hessianVectorProduct: readonly number[];
  /** Ascending; null where the case gives none. */
  readonly eigenvalues: readonly number[] | null;
  readonly trajectories: readonly GoldenTrajectory[];
}

/** Full-batch training with heavy-ball momentum from the case's parameters. */
export type GoldenTrajectory = z.infer<typeof trajectorySchema>;

/** The reference values cannot be read; lists every problem found. */
export class GoldenDataError extends Error {
  override readonly name = 'GoldenDataError';
}

const numbers = z.array(z.number());
const count = z.int().positive();

const trajectorySchema = z.object({
  learningRate: z.number(),
  momentum: z.number(),
  steps: z.int().nonnegative(),
  /** At steps 0 to `steps`. */
  loss: numbers,
  sharpnessEvery: count,
  /** At steps 0, sharpnessEvery, 2·sharpnessEvery, … */
  topEigenvalue: numbers,
});

const caseSchema = z.object({
  name: z.string(),
  layers: z.array(count).min(2),
  activation: z.enum(['relu', 'sigmoid', 'tanh', 'linear']),
  batchNorm: z.object({ epsilon: z.number().positive() }).nullish(),
  parameters: z.array(z.object({ name: z.string(), shape: z.array(count), values: numbers })),
  inputs: z.array(numbers).min(1),
  targets: z.array(numbers).min(1),
  loss: z.number(),
  gradient: numbers,
  vector: numbers,
  hessianVectorProduct: numbers,
  eigenvalues: numbers.nullish(),
  trajectories: z.array(trajectorySchema).nullish(),
});

/**
 * Reads every `*.json` of a directory, in alphabetical order.
 *
 * @throws {GoldenDataError} when the directory does not exist, has no JSON file, or a file is malformed
 */
export function readGoldenCases(directory: string): GoldenCase[] {
  let files: string[];
  try {
    files = readdirSync(directory).filter((file) => file.endsWith('.json'));
  } catch (error) {
    throw new GoldenDataError(
      `${directory}: cannot be read (${(error as NodeJS.ErrnoException).code}); name a directory with reference values, such as test/golden/data`,
    );
  }
  if (files.length === 0) {
    throw new GoldenDataError(`${directory}: no *.json file in it; test/golden/generate.py makes them`);
  }
  return files.sort().map((file) => readGoldenCase(join(directory, file)));
}

/** @throws {GoldenDataError} when the file is no JSON, lacks a field, or shapes do not fit each other */
export function readGoldenCase(file: string): GoldenCase {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new GoldenDataError(`${file}: not readable as JSON: ${(error as Error).message}`);
  }
  const parsed = caseSchema.safeParse(content);
  if (!parsed.success) throw new GoldenDataError(`${file} is malformed:\n${z.prettifyError(parsed.error)}`);
  const { name, layers, activation, batchNorm, ...given } = parsed.data;
  const specification: MlpSpecification = {
    layers,
    activation,
    // The reference values know no running statistics, so their momentum does not matter.
    batchNorm: batchNorm ? { epsilon: batchNorm.epsilon, momentum: 0.99 } : null,
  };
  const layout = mlpLayout(specification);
  const trajectories = given.trajectories ?? [];
  const problems = [
    ...tableProblems('inputs', given.inputs, given.inputs.length, layers[0]!),
    ...tableProblems('targets', given.targets, given.inputs.length, layers.at(-1)!),
    ...lengthProblem('gradient', given.gradient, layout.dimension),
    ...lengthProblem('vector', given.vector, layout.dimension),
    ...lengthProblem('hessianVectorProduct', given.hessianVectorProduct, layout.dimension),
    ...(given.eigenvalues ? lengthProblem('eigenvalues', given.eigenvalues, layout.dimension) : []),
    ...trajectories.flatMap(({ steps, sharpnessEvery, loss, topEigenvalue }, i) => [
      ...lengthProblem(`trajectories[${i}].loss`, loss, steps + 1),
      ...lengthProblem(
        `trajectories[${i}].topEigenvalue`,
        topEigenvalue,
        Math.floor(steps / sharpnessEvery) + 1,
      ),
    ]),
  ];
  if (problems.length > 0) throw new GoldenDataError(`${file} is malformed:\n${problems.join('\n')}`);
  return {
    name,
    specification,
    inputs: matrix(given.inputs.length, layers[0]!, Float64Array.from(given.inputs.flat())),
    targets: matrix(given.targets.length, layers.at(-1)!, Float64Array.from(given.targets.flat())),
    parameters: readParameters(layout, given.parameters, file),
    loss: given.loss,
    gradient: given.gradient,
    vector: Float64Array.from(given.vector),
    hessianVectorProduct: given.hessianVectorProduct,
    eigenvalues: given.eigenvalues ?? null,
    trajectories,
  };
}

function readParameters(
  layout: ReturnType<typeof mlpLayout>,
  parameters: unknown,
  file: string,
): Float64Array {
  try {
    return fromParameterFile(layout, { parameters }, file);
  } catch (error) {
    throw new GoldenDataError((error as Error).message);
  }
}

function lengthProblem(name: string, values: readonly unknown[], expected: number): string[] {
  return values.length === expected
    ? []
    : [`✖ ${name}: expected ${expected} numbers, received ${values.length}`];
}

function tableProblems(
  name: string,
  table: readonly (readonly number[])[],
  rows: number,
  columns: number,
): string[] {
  if (table.length !== rows) return [`✖ ${name}: expected ${rows} rows, received ${table.length}`];
  const bad = table.findIndex((row) => row.length !== columns);
  return bad < 0 ? [] : [`✖ ${name}[${bad}]: expected ${columns} numbers, received ${table[bad]!.length}`];
}
