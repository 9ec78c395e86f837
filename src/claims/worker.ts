import { followParent } from '../processes/child.ts';
import { loadExperiments } from './catalogue.ts';
import { type Run, runHere } from './conduct.ts';
import type { ClaimTask } from './workers.ts';

followParent();

/** One run in a process of its own. */
export default async function work({ id, task }: ClaimTask): Promise<Run> {
  const experiment = (await loadExperiments()).find((candidate) => candidate.id === id);
  if (!experiment) throw new RangeError(`worker: there is no experiment ${id}`);
  return runHere(experiment, task);
}
