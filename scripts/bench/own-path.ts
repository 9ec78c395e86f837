import { powerIteration } from '../../src/curvature/power-iteration.ts';
import type { EigenpairResult } from '../../src/curvature/result.ts';
import { createEigenvalueTracker, type EigenvalueMethod } from '../../src/curvature/tracking.ts';
import { randomStream } from '../../src/numerics/random.ts';
import type { Linearization } from '../../src/objectives/contract.ts';
import type { MlpEngine } from '../../src/objectives/engine.ts';
import type { Entry } from './entry.ts';
import { localContender } from './interleave.ts';
import { type Measured, summarizeRows } from './own-job.ts';
import { HOUSING, JOB } from './problem.ts';
import { descentPath } from './problem-file.ts';
import type { Computed } from './protocol.ts';

/** λmax along the job's path, with nothing trained: warm start alone, and the trackers that a config can choose. */
export function pathEntries(engine: MlpEngine, threads: number | null): Entry[] {
  const path = descentPath(HOUSING, JOB);
  const objective = engine.createObjective(HOUSING.specification, HOUSING.inputs, HOUSING.targets);
  const along = (measure: (at: Linearization) => EigenpairResult): Computed => {
    const rows: Measured[] = path.map((point) => {
      const { value, residual, products } = measure(objective.linearize(point));
      return { lambda: value, residual, products };
    });
    return summarizeRows(rows);
  };
  const alone = () => {
    const random = randomStream(1, 'bench/path');
    let start: EigenpairResult | undefined;
    return along(({ hessian }) => {
      start = powerIteration(hessian, { tolerance: JOB.tolerance, start, random });
      return start;
    });
  };
  const tracked = (method: EigenvalueMethod) => () => {
    const tracker = createEigenvalueTracker({ method, tolerance: JOB.tolerance, seed: 1 });
    return along(({ hessian, gradient }) => tracker.largest(hessian, gradient));
  };
  const entry = (name: string, run: () => Computed): Entry => ({
    work: `path ${HOUSING.network}`,
    name,
    precision: engine.precision,
    threads,
    check: async () => run(),
    ...localContender(() => run().products as number),
  });
  return [
    entry('closed form, warm start', alone),
    entry('closed form, power-iteration with watch', tracked('power-iteration')),
    entry('closed form, auto with watch', tracked('auto')),
  ];
}
