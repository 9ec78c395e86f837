import { loadExperiments } from './catalogue.ts';
import { type Run, runHere, type Task } from './conduct.ts';

// Ctrl-C reaches every process of the terminal's group; the one that started this one decides what follows.
process.on('SIGINT', () => {});

/** One run in a process of its own. */
export default async function work({ id, task }: { id: string; task: Task }): Promise<Run> {
  const experiment = (await loadExperiments()).find((candidate) => candidate.id === id);
  if (!experiment) throw new RangeError(`worker: there is no experiment ${id}`);
  return runHere(experiment, task);
}
