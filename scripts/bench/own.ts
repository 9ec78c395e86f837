import { closedFormEngine } from '../../src/objectives/closed-form/engine.ts';
import { tensorsEngine } from '../../src/objectives/closed-form/tensors/engine.ts';
import { availableBackends, openBackend } from '../../src/objectives/tfjs/backend.ts';
import { tfjsEngine } from '../../src/objectives/tfjs/engine.ts';
import { engineEntries, type Participant } from './engines.ts';
import type { Entry } from './entry.ts';
import { jobEntries } from './own-job.ts';
import { pathEntries } from './own-path.ts';
import { spectrumEntries } from './own-spectrum.ts';
import { LARGE, SMALL } from './problem.ts';

const CLOSED_FORM = 'closed form';
const OPERATIONS = 'closed form in TensorFlow.js operations';
const AUTODIFF = 'TensorFlow.js autodiff';

/**
 * What this project sends against the peers; the closed form in float64 comes first in every work.
 *
 * @param config path of the job's config
 */
export async function ownEntries(config: string): Promise<{ entries: Entry[]; backend: string }> {
  const engine = closedFormEngine();
  const entries: Entry[] = [];
  const activate = async () => {};
  const participants = [
    { name: CLOSED_FORM, engine, activate },
    { name: CLOSED_FORM, engine: closedFormEngine({ precision: 'float32' }), activate },
    ...(await tensorParticipants()),
  ];
  for (const problem of [SMALL, LARGE]) {
    for (const { name, ...participant } of participants) {
      for (const entry of await engineEntries(participant, problem)) {
        // The peers have no linearisation that could be timed alone.
        if (entry.operation !== 'linearize') entries.push({ ...entry, name });
      }
    }
  }
  const threads = engine.threads ?? null;
  entries.push(...(await jobEntries(engine, threads, config)));
  entries.push(...pathEntries(engine, threads), ...spectrumEntries(engine, threads));
  return { entries, backend: engine.backend };
}

/** The closed form in operations, and autodiff, of TensorFlow.js on its native backend, where this machine has that. */
async function tensorParticipants(): Promise<(Participant & { readonly name: string })[]> {
  const native = (await availableBackends()).find(({ name }) => name === 'native');
  if (!native?.available) return [];
  const activate = async () => void (await openBackend('native'));
  const backend = await openBackend('native');
  return [
    { name: OPERATIONS, engine: tensorsEngine(backend), activate },
    { name: AUTODIFF, engine: tfjsEngine(backend), activate },
  ];
}
