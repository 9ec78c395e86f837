import { join } from 'node:path';
import { loadSweep } from '../../config/load-sweep.ts';
import { checkFolder } from '../../runs/folder.ts';
import { gitState } from '../../runs/git.ts';
import type { Executor } from '../../sweeps/executor.ts';
import type { Job } from '../../sweeps/job.ts';
import { localExecutor } from '../../sweeps/local.ts';
import { planSweep } from '../../sweeps/plan.ts';
import { type QueueAddress, readAddress } from '../../sweeps/queue/address.ts';
import { openQueueExecutor } from '../../sweeps/queue/executor.ts';
import { carryOut, inspectSweep } from '../../sweeps/sweep.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError } from '../output.ts';
import { watchInterruption } from '../run/interruption.ts';
import { shortPath } from '../run/outcome.ts';
import { checkBeforeWriting } from '../run/preflight.ts';
import { processCount } from '../whole-number.ts';
import { describePlan, printSweepDryRun } from './dry-run.ts';
import { reportSweep } from './outcome.ts';
import { createSweepProgress, silentSweepProgress } from './progress.ts';

/** Where results go without `--out`: a second call finds what the first one did. */
const RESULTS = 'results';
const FOLDER = 'sweep';

/** The arguments of `hessian-lab sweep`. */
export interface SweepArguments {
  readonly file: string;
  readonly jobs: string | undefined;
  readonly queue: string | undefined;
  readonly 'queue-ca': string | undefined;
  readonly out: string | undefined;
  readonly set: readonly string[] | undefined;
  readonly 'dry-run': boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** `hessian-lab sweep`: gives the exit code. Throws what stops the whole of it; see `../errors.ts`. */
export async function runSweep(args: SweepArguments): Promise<number> {
  const { file, quiet, json } = args;
  if (args.out === '') {
    throw new UsageError('--out: received "", allowed is a folder; leave it away for results/<name>/sweep.');
  }
  const processes = processCount(args.jobs);
  const address = addressOf(args);
  const source = loadSweep(file, { set: args.set ?? [] });
  const plan = planSweep(source, await gitState(source.directory));
  const directory = args.out ?? join(RESULTS, plan.name, FOLDER);
  const { missing } = await inspectSweep(plan, directory);
  if (!args['dry-run']) await checkFolder(directory);
  await checkBeforeWriting({ arms: armsOf(missing) });
  if (args['dry-run']) {
    await printSweepDryRun(plan, missing, { directory: shortPath(directory), processes, quiet, json });
    return exitCodes.done;
  }
  if (!quiet && !json) {
    print(describePlan(plan, missing, address?.label ?? processes));
    print(`Results in ${shortPath(directory)}`);
  }
  const progress =
    !quiet && missing.length > 0 ? createSweepProgress(plan.jobs, missing) : silentSweepProgress;
  const interruption = watchInterruption(() => {
    progress.stop();
    if (!quiet) printError('Saving what goes on; press Ctrl-C again to stop at once.');
  });
  let executor: Executor | null = null;
  try {
    executor =
      address === null
        ? localExecutor(directory, processes)
        : await openQueueExecutor(address, directory, (message) => progress.note(message));
    const { rows } = await carryOut(plan, directory, executor, progress, interruption.signal);
    progress.stop();
    const { aborted } = interruption.signal;
    return reportSweep(directory, rows, new Set(plan.jobs.map((job) => job.folder)), {
      aborted,
      quiet,
      json,
    });
  } finally {
    progress.stop();
    await executor?.close();
    interruption.dispose();
  }
}

/** Where the runs go; null for this machine. */
function addressOf(args: SweepArguments): QueueAddress | null {
  if (args.queue === undefined) {
    if (args['queue-ca'] === undefined) return null;
    throw new UsageError('--queue-ca is for a queue: write --queue rediss://host with it.');
  }
  if (args.jobs !== undefined) {
    throw new UsageError('--jobs is for processes on this machine; with --queue it is given to the workers.');
  }
  return readAddress(args.queue, args['queue-ca']);
}

/** The configs of the jobs, for the checks before anything is written: one of each label. */
function armsOf(jobs: readonly Job[]) {
  return [...new Map(jobs.map(({ label, config }) => [label, { name: label, config }])).values()];
}
