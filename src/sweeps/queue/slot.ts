import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { plainText } from '../../processes/plain-text.ts';
import { LOCK_FILE } from '../../runs/lock.ts';
import { isLeftover } from '../../runs/write.ts';
import { writing } from '../../runs/write-error.ts';
import type { Executor, JobOutcome } from '../executor.ts';
import type { Job } from '../job.ts';
import { localExecutor } from '../local.ts';
import { folderIn, jobOf, type Order } from './order.ts';
import { ParcelError, pack, unpack } from './parcel.ts';
import type { RunReturn } from './result.ts';

/** Files of a run that stay where it was carried out: the sweep writes its own `config.yaml`. */
const LEFT_BEHIND = [LOCK_FILE, 'config.yaml'];

/** Errors of what another worker left of a run; the run starts over. */
const NOT_TO_BE_RESUMED = [
  'ResumeError',
  'ManifestError',
  'CheckpointError',
  'LogError',
  'EngineUnavailableError',
];

/** A process that carries out orders, one at a time, in a folder of its own. */
export interface Slot {
  /**
   * Carries out an order.
   *
   * @param pathOf where a file that the run reads lies, by its SHA-256
   * @param signal when aborted, the run is saved, and comes back as `interrupted`
   * @returns how it ended, and its files
   * @throws WriteError where this machine cannot write
   * @throws OrderError where the order's name leads out of the folder
   */
  carryOut(
    order: Order,
    pathOf: (sha256: string) => string,
    signal: AbortSignal,
    advanced: (epoch: number) => void,
  ): Promise<RunReturn>;
  close(): Promise<void>;
}

/** @param directory of the worker, private to this user; the slot makes its own folder below it */
export function openSlot(directory: string, number: number): Slot {
  const own = join(directory, `slot-${number}`);
  const executor = localExecutor(own, 1);
  return {
    async carryOut(order, pathOf, signal, advanced) {
      const job = jobOf(order, pathOf);
      const folder = folderIn(own, job);
      try {
        await prepare(folder, order.begun);
        let outcome = await execute(executor, job, signal, advanced);
        if (order.begun !== null && NOT_TO_BE_RESUMED.includes(outcome.error ?? '')) {
          await prepare(folder, null);
          outcome = await execute(executor, job, signal, advanced);
        }
        // An order's names and files are quoted.
        const message = plainText(outcome.message.replaceAll(directory + sep, ''));
        return { outcome: { ...outcome, message }, files: await collect(folder) };
      } catch (error) {
        if (!(error instanceof ParcelError)) throw error;
        return { outcome: failure(error), files: null };
      } finally {
        await rm(dirname(folder), { recursive: true, force: true }).catch(() => {});
      }
    },
    close: () => executor.close(),
  };
}

/** An outcome for an error that no run has thrown. */
export function failure({ name, message }: Error): JobOutcome {
  return { status: 'failed', message: plainText(message), error: name, summary: null };
}

async function execute(
  executor: Executor,
  job: Job,
  signal: AbortSignal,
  advanced: (epoch: number) => void,
): Promise<JobOutcome> {
  let outcome: JobOutcome | null = null;
  const observer = {
    advanced: (_: Job, epoch: number) => advanced(epoch),
    ended: (_: Job, found: JobOutcome) => {
      outcome = found;
    },
  };
  await executor.run([job], observer, signal);
  return outcome ?? { status: 'interrupted', message: 'stopped at its start', error: null, summary: null };
}

/** An empty folder, or one with what another worker had done. */
async function prepare(folder: string, begun: string | null): Promise<void> {
  const files = begun === null ? [] : await unpack(begun, 'what was done of this run').catch(() => []);
  await writing(folder, async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const { name, content } of files) await writeFile(join(folder, name), content, { flag: 'wx' });
  });
}

async function collect(folder: string): Promise<string | null> {
  const names = (await readdir(folder)).filter((name) => !LEFT_BEHIND.includes(name) && !isLeftover(name));
  if (names.length === 0) return null;
  const files = names.map(async (name) => ({ name, content: await readFile(join(folder, name)) }));
  return pack(await Promise.all(files), 'the files of this run');
}
