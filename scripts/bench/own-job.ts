import { loadExperiment } from '../../src/config/load.ts';
import { powerIteration } from '../../src/curvature/power-iteration.ts';
import type { EigenpairResult } from '../../src/curvature/result.ts';
import { randomStream } from '../../src/numerics/random.ts';
import type { MlpEngine } from '../../src/objectives/engine.ts';
import { openSession } from '../../src/training/session.ts';
import { train } from '../../src/training/train.ts';
import type { Entry } from './entry.ts';
import { localContender } from './interleave.ts';
import { HOUSING, JOB } from './problem.ts';
import type { Computed } from './protocol.ts';

/** What a row of a job or path adds to the result. */
export interface Measured {
  readonly lambda: number;
  readonly residual: number;
  readonly products: number;
}

/** The result of a job or path: λmax of each row, the worst relative residual, products per row. */
export function summarizeRows(rows: readonly Measured[]): Computed {
  return {
    lambda_max: rows.map(({ lambda }) => lambda),
    relative_residual: Math.max(...rows.map(({ lambda, residual }) => residual / Math.abs(lambda))),
    products: rows.reduce((sum, { products }) => sum + products, 0) / rows.length,
  };
}

/**
 * The whole job inside this process, in two ways: warm-started power iteration on one linearisation, like for like with
 * what the peers do, and a run of a config as it comes, which also watches for a larger eigenvalue.
 *
 * @param config path of the job's config
 */
export async function jobEntries(
  engine: MlpEngine,
  threads: number | null,
  config: string,
): Promise<Entry[]> {
  const { arms } = loadExperiment(config);
  const session = await openSession(arms[0]!.config, 1);
  const objective = engine.createObjective(HOUSING.specification, HOUSING.inputs, HOUSING.targets);

  function likeForLike(): Computed {
    const parameters = HOUSING.parameters.slice();
    const random = randomStream(1, 'bench/job');
    const rows: Measured[] = [];
    const losses: number[] = [];
    let start: EigenpairResult | undefined;
    for (let step = 0; step <= JOB.steps; step++) {
      const { value, gradient, hessian } = objective.linearize(parameters);
      const found = powerIteration(hessian, { tolerance: JOB.tolerance, start, random });
      rows.push({ lambda: found.value, residual: found.residual, products: found.products });
      losses.push(value);
      start = found;
      for (let i = 0; i < parameters.length; i++) parameters[i]! -= JOB.learningRate * gradient[i]!;
    }
    return { ...summarizeRows(rows), loss: losses };
  }

  function configRun(): Computed {
    const rows: Measured[] = [];
    const losses: number[] = [];
    for (const event of train(session)) {
      if (event === null) continue;
      const { value, residual, products } = event.record.curvature!.lambdaMax!;
      rows.push({ lambda: value, residual, products });
      losses.push(event.record.trainLoss);
    }
    return { ...summarizeRows(rows), loss: losses };
  }

  const entry = (name: string, run: () => Computed): Entry => ({
    work: `job ${HOUSING.network}`,
    name,
    precision: engine.precision,
    threads,
    check: async () => run(),
    ...localContender(() => run().products as number),
  });
  return [
    entry('closed form, warm start', likeForLike),
    entry('closed form, a config as it comes', configRun),
  ];
}
