import { loadExperiments } from './catalogue.ts';
import { runHere, type Task } from './conduct.ts';
import type { Measurement } from './experiment.ts';

// Ctrl-C reaches every process of the terminal's group; the one that started this one decides what follows.
process.on('SIGINT', () => {});

/** One run in a process of its own. */
export default async function work({ id, task }: { id: string; task: Task }): Promise<Measurement> {
  const experiment = (await loadExperiments()).find((candidate) => candidate.id === id);
  if (!experiment) throw new RangeError(`worker: there is no experiment ${id}`);
  return runHere(experiment, task);
}
