import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { type RunStatus, runStatuses } from '../../runs/manifest.ts';
import { LOCK_FILE, type LockState, lockState } from '../../runs/lock.ts';
import { readInside } from '../files/inside.ts';

/** `unknown` where no manifest tells. */
export type ShownStatus = RunStatus | 'running' | 'unknown';

/** What is told of a run besides its rows. */
export interface RunFacts {
  readonly experiment: string;
  readonly arm: string;
  readonly seed: string;
  readonly status: ShownStatus;
  /** How it ended, in words. */
  readonly message: string;
  /** ISO 8601, UTC; '' where nothing tells. */
  readonly start: string;
  /** Equal for the runs that differ in their seed alone; '' where nothing tells. */
  readonly configHash: string;
}

/** Other versions may lack some of it. */
const text = z.string().catch('');
const manifest = z.object({
  experiment: text,
  seed: z.number().nullable().catch(null),
  status: z.enum(runStatuses),
  message: text,
  start: text,
  end: z.string().nullable(),
  configHash: text,
});

/** The state of the lock in a folder; those that were looked at once in a round are not looked at again. */
export type LockReader = (folder: string) => LockState;

/**
 * A reader for one round. Of a run that is served alone, or with its arm alone, the lock lies above the served folder: that
 * is the one file out there that is read, and all that is told of it is whether its holder lives.
 */
export function lockReader(): LockReader {
  const known = new Map<string, LockState>();
  return (folder) => {
    let state = known.get(folder);
    if (state === undefined) {
      const content = readInside(join(folder, LOCK_FILE));
      state = content === null ? 'free' : lockState(content);
      known.set(folder, state);
    }
    return state;
  };
}

/** Reads what the manifest of a run tells, with the names of its folders where it does not. */
export function readRunFacts(folder: string, lockOf: LockReader): RunFacts {
  const named = /^seed-(.+)$/.exec(basename(folder))?.[1];
  const arm = basename(named === undefined ? folder : dirname(folder));
  const names = { experiment: '', arm, seed: named ?? '' };
  const found = parse(readInside(join(folder, 'manifest.json')));
  if (found === null) return { ...names, status: 'unknown', message: '', start: '', configHash: '' };
  const { experiment, seed, message, start, configHash } = found;
  const status = shownStatus(folder, found, lockOf);
  return {
    experiment,
    arm,
    seed: seed === null ? names.seed : String(seed),
    status,
    message: status === 'running' ? '' : message,
    start,
    configHash,
  };
}

/**
 * A manifest without an end is that of a run that goes on, or whose process died: a living holder of a lock tells them
 * apart. The lock lies in the run's directory, two folders above `seed-<n>`, or with runs of a queue in the run's own folder.
 * One of another host counts as living.
 */
function shownStatus(
  folder: string,
  { status, end }: z.output<typeof manifest>,
  lockOf: LockReader,
): ShownStatus {
  if (end !== null) return status;
  const places = basename(folder).startsWith('seed-') ? [folder, dirname(dirname(folder))] : [folder];
  const isHeld = places.some((place) => lockOf(place) !== 'free');
  return isHeld ? 'running' : status;
}

function parse(json: string | null): z.output<typeof manifest> | null {
  if (json === null) return null;
  try {
    return manifest.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
