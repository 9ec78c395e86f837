import type { Experiment } from './experiment.ts';

/**
 * Where the experiments lie: in `experiments/` of the repository when the sources run, beside the compiled rooms in a
 * build.
 */
const INDEX = import.meta.url.endsWith('.ts')
  ? new URL('../../experiments/index.ts', import.meta.url)
  : new URL('../experiments/index.js', import.meta.url);

/** Every experiment, exact ones first, in the order of their numbers. */
export async function loadExperiments(): Promise<readonly Experiment[]> {
  const { experiments } = (await import(INDEX.href)) as { experiments: readonly Experiment[] };
  return experiments;
}
