import { availableParallelism } from 'node:os';
import { counted } from '../../statistics/counted.ts';
import type { JobOutcome } from '../../sweeps/executor.ts';
import { readAddress } from '../../sweeps/queue/address.ts';
import { serveQueue } from '../../sweeps/queue/worker.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { printError, printJson } from '../output.ts';
import { watchInterruption } from '../run/interruption.ts';
import { processCount } from '../whole-number.ts';

/** The arguments of `hessian-lab worker`. */
export interface WorkerArguments {
  readonly queue: string | undefined;
  readonly 'queue-ca': string | undefined;
  readonly jobs: string | undefined;
  readonly once: boolean;
  readonly 'until-empty': boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}

/**
 * `hessian-lab worker`: gives the exit code. How runs ended is the sweep's to tell: a worker ends well when it did what it
 * was to do.
 */
export async function runWorker(args: WorkerArguments): Promise<number> {
  const { once, quiet, json, 'until-empty': untilEmpty } = args;
  if (once && untilEmpty) throw new UsageError('--once and --until-empty are two ends: give one of them.');
  const address = readAddress(args.queue, args['queue-ca']);
  const asked = processCount(args.jobs);
  const jobs = once ? 1 : asked;
  // Each process would else take all threads for its own; no number depends on them.
  process.env.HESSIAN_LAB_THREADS ??= String(
    Math.max(1, Math.min(4, Math.floor(availableParallelism() / jobs))),
  );
  const say = quiet ? () => {} : printError;
  const interruption = watchInterruption(() =>
    say('Saving what goes on and giving it back; press Ctrl-C again to stop at once.'),
  );
  const runs: { run: string; status: string; message: string | null; seconds: number }[] = [];
  try {
    say(`Waiting for runs at ${address.label}, ${jobs} at a time`);
    await serveQueue(
      address,
      {
        jobs,
        until: once ? 'one' : untilEmpty ? 'empty' : 'stopped',
        notify: printError,
        started: (run) => say(`${run} begun`),
        ended(run, outcome, milliseconds, givesBack) {
          if (!givesBack) runs.push({ run, ...outcome, seconds: milliseconds / 1000 });
          say(`${run} ${describeEnd(outcome, givesBack)} after ${(milliseconds / 1000).toFixed(1)} s`);
        },
      },
      interruption.signal,
    );
    say(`Carried out ${counted(runs.length, 'run')}`);
    const exitCode = interruption.signal.aborted ? exitCodes.interrupted : exitCodes.done;
    if (json) printJson({ queue: address.label, exitCode, runs });
    return exitCode;
  } finally {
    interruption.dispose();
  }
}

function describeEnd({ status, message }: JobOutcome, givesBack: boolean): string {
  if (status === 'interrupted') return 'saved and given back';
  if (status === 'failed') return `failed${givesBack ? ', to be tried again' : ''} (${message})`;
  return status;
}
