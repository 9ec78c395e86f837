import { readdirSync } from 'node:fs';
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

/** Ids and names of all experiments, from the names of their files: for who must not wait until all are loaded. */
export function experimentNames(): { readonly id: string; readonly name: string }[] {
  return readdirSync(new URL('.', INDEX))
    .map((file) => /^([a-z]\d+)-(.+)\.(?:ts|js)$/.exec(file))
    .filter((match) => match !== null)
    .map(([, id, name]) => ({ id: id!.toUpperCase(), name: name! }))
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}
