import { join, resolve } from 'node:path';
import { plainText } from '../processes/plain-text.ts';
import { refuseTaken } from '../runs/directory.ts';
import { makeFolder } from '../runs/folder.ts';
import { removeLeftovers, tidy } from '../runs/leftovers.ts';
import { withLock } from '../runs/lock.ts';
import { isFinal } from '../runs/manifest.ts';
import type { Executor, JobObserver, JobOutcome } from './executor.ts';
import type { Job } from './job.ts';
import type { SweepPlan } from './plan.ts';
import { readRecord, recordedConfig, recordOf, type SweepRecord, writeRecord } from './record.ts';
import { recordedOutcome } from './recorded-outcome.ts';
import { type SweepRow, writeTables } from './table.ts';

/** Writing the tables costs more the more runs there are: not for each that ends. */
const SAVE_MILLISECONDS = 500;

const REMEDY =
  'a sweep goes on only where its sweep.json is, and never writes over anything else. Choose another folder, new or empty, with hessian-lab sweep --out.';

/** What is there already of a plan, in a directory that may be new. */
export interface SweepState {
  readonly record: SweepRecord;
  /** By folder; null where nothing was begun. */
  readonly outcomes: ReadonlyMap<string, JobOutcome | null>;
  /** The jobs that have not completed or diverged: new, interrupted or failed. */
  readonly missing: readonly Job[];
}

/**
 * Looks what of a plan is there already; writes nothing.
 *
 * @throws SweepError where the directory holds another sweep, or this one as it was before
 * @throws DirectoryTakenError where it holds something else
 */
export async function inspectSweep(plan: SweepPlan, directory: string): Promise<SweepState> {
  const { before, record } = await openRecord(plan, directory);
  const known = new Set(before?.jobs.map(({ folder }) => folder));
  const configs = new Map(plan.jobs.map(({ folder, config }) => [folder, config]));
  const outcomes = new Map<string, JobOutcome | null>();
  for (const job of record.jobs) {
    const config = configs.get(job.folder) ?? recordedConfig(directory, job);
    outcomes.set(job.folder, known.has(job.folder) ? await recordedOutcome(directory, job, config) : null);
  }
  const hasEnded = ({ folder }: Job) => {
    const outcome = outcomes.get(folder);
    return outcome != null && isFinal(outcome.status);
  };
  return { record, outcomes, missing: plan.jobs.filter((job) => !hasEnded(job)) };
}

/** The record of a directory, and what it becomes with this plan. Throws as `inspectSweep`. */
async function openRecord(
  plan: SweepPlan,
  directory: string,
): Promise<{ before: SweepRecord | null; record: SweepRecord }> {
  const before = await readRecord(directory);
  if (before === null) await refuseTaken(directory, REMEDY);
  return { before, record: recordOf(plan, directory, before) };
}

/** What a sweep came to: its rows, those of the plan first, as `sweep.csv` has them. */
export interface SweepResult {
  readonly rows: readonly SweepRow[];
}

/**
 * Carries out what is missing of a plan: completed and diverged runs are kept, interrupted ones go on from their
 * checkpoints, failed ones are tried again. `sweep.json` is written first, `sweep.csv` and `summary.csv` as runs end.
 *
 * @param directory new, empty, or of the same sweep
 * @param executor carries the jobs out; not closed here
 * @param observer hears of the jobs that are missing
 * @param signal when aborted, what goes on is saved and nothing is begun
 * @throws WriteError at once: what cannot be kept is not worth computing
 * @throws DirectoryLockedError when another process carries out this sweep
 * @throws SweepError, DirectoryTakenError as `inspectSweep`
 */
export async function carryOut(
  plan: SweepPlan,
  directory: string,
  executor: Executor,
  observer: JobObserver,
  signal: AbortSignal,
): Promise<SweepResult> {
  const full = resolve(directory);
  // Before anything is written there.
  await openRecord(plan, full);
  await makeFolder(full);
  return withLock(full, async () => {
    const { record, outcomes: found, missing } = await inspectSweep(plan, full);
    const outcomes = new Map(found);
    await removeLeftovers(full);
    for (const [folder, outcome] of found) {
      if (outcome !== null && isFinal(outcome.status)) await tidy(join(full, folder));
    }
    await writeRecord(full, record);
    const rowsOf = () => record.jobs.map((job): SweepRow => ({ job, outcome: outcomes.get(job.folder)! }));
    const tables = saver(() => writeTables(full, record, rowsOf()));
    const either = AbortSignal.any([signal, tables.failed]);
    try {
      await executor.run(
        missing,
        {
          ...observer,
          started: (job, note) => observer.started?.(job, note && plainText(note)),
          ended(job, { message, ...rest }) {
            // Here each comes by, whoever carried it out: on to the terminal and the tables.
            const outcome = { ...rest, message: plainText(message) };
            outcomes.set(job.folder, outcome);
            tables.request();
            observer.ended?.(job, outcome);
          },
        },
        either,
      );
    } finally {
      await tables.finish();
    }
    return { rows: rowsOf() };
  });
}

/** Saves at most every half second, one after the other, and a last time at the end. */
function saver(save: () => Promise<void>) {
  const failure = new AbortController();
  let last = Number.NEGATIVE_INFINITY;
  let saving: Promise<void> = Promise.resolve();
  let isBusy = false;
  return {
    failed: failure.signal,
    request() {
      if (isBusy || performance.now() - last < SAVE_MILLISECONDS) return;
      isBusy = true;
      saving = save()
        .catch((error: unknown) => failure.abort(error))
        .finally(() => {
          isBusy = false;
          last = performance.now();
        });
    },
    /** Throws what a save threw. */
    async finish() {
      await saving;
      failure.signal.throwIfAborted();
      await save();
    },
  };
}
