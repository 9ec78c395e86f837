import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closedFormEngine } from '../../src/objectives/closed-form/engine.ts';
import { HOUSING, JOB, type Job, PROBLEMS, type Problem } from './problem.ts';

/**
 * Writes the problems for scripts/peers/problem.py, one JSON file each, named after its layers. JSON keeps every bit of
 * a float64: both languages write the shortest text that reads back as the same number.
 */
export function writeProblems(folder: string): void {
  for (const problem of PROBLEMS) {
    const { network, specification, inputs, targets, parameters, direction } = problem;
    const job = problem === HOUSING ? JOB : null;
    const content = {
      layers: specification.layers,
      rows: inputs.rows,
      inputs: [...inputs.values],
      targets: [...targets.values],
      parameters: [...parameters],
      direction: [...direction],
      job,
      path: job === null ? [] : descentPath(problem, job).flatMap((point) => [...point]),
    };
    writeFileSync(join(folder, `${network}.json`), JSON.stringify(content));
  }
}

/** The parameters at which the job measures: the start and after each step, [steps + 1][dimension]. */
export function descentPath(
  { specification, inputs, targets, parameters }: Problem,
  job: Job,
): Float64Array[] {
  const objective = closedFormEngine().createObjective(specification, inputs, targets);
  const gradient = new Float64Array(objective.dimension);
  const path = [parameters];
  while (path.length <= job.steps) {
    const point = path.at(-1)!;
    objective.gradient(point, gradient);
    path.push(point.map((value, i) => value - job.learningRate * gradient[i]!));
  }
  objective.dispose();
  return path;
}
