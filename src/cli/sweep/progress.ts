import { MultiBar, type SingleBar } from 'cli-progress';
import type { JobObserver, JobOutcome } from '../../sweeps/executor.ts';
import type { Job } from '../../sweeps/job.ts';
import { printError } from '../output.ts';
import { barOptions, Remaining } from '../progress-bar.ts';
import { isLive } from '../terminal.ts';

/** Shows on stderr how far a sweep has come. */
export interface SweepProgress extends JobObserver {
  /** Leaves the terminal ready for other lines; called again it does nothing. */
  stop(): void;
  /** Says a line that must not be missed, above whatever is shown. */
  note(message: string): void;
}

/** No progress at all, for `--quiet`. */
export const silentSweepProgress: SweepProgress = { stop() {}, note: printError };

/** Between two lines where there is no table. */
const LINE_MILLISECONDS = 10_000;

/**
 * On a terminal a table: a row with the counts and the time left, and one for each run that goes on. A line now and then
 * where stderr is none, or with CI set.
 *
 * @param all the runs of the plan
 * @param missing those that are carried out; the others count as done
 */
export function createSweepProgress(all: readonly Job[], missing: readonly Job[]): SweepProgress {
  const tally = new Tally(all.length, missing);
  return isLive() ? table(tally) : lines(tally);
}

/** Counts, and the time left by the share of epochs that are done. */
class Tally {
  readonly total: number;
  done: number;
  readonly running = new Map<string, number>();
  diverged = 0;
  failed = 0;
  /** Epochs of runs that have ended, and of all that are to run. */
  private epochs = 0;
  private readonly allEpochs: number;
  private readonly remaining = new Remaining();

  constructor(total: number, missing: readonly Job[]) {
    this.total = total;
    this.done = total - missing.length;
    this.allEpochs = missing.reduce((sum, job) => sum + epochsOf(job), 0);
  }

  ended(job: Job, { status }: JobOutcome): void {
    this.running.delete(job.id);
    this.epochs += epochsOf(job);
    if (status === 'interrupted') return;
    this.done += 1;
    if (status === 'diverged') this.diverged += 1;
    if (status === 'failed') this.failed += 1;
  }

  /** The time left in words; '' until something is known. */
  get left(): string {
    const share =
      (this.epochs + [...this.running.values()].reduce((sum, epochs) => sum + epochs, 0)) / this.allEpochs;
    return this.done === this.total ? '' : this.remaining.left(share);
  }
}

function epochsOf({ config }: Job): number {
  return config.training.epochs + 1;
}

function lines(tally: Tally): SweepProgress {
  let spoken = performance.now();
  const speak = (isDue: boolean) => {
    if (!isDue) return;
    spoken = performance.now();
    const { done, total, running, diverged, failed, left } = tally;
    printError(
      `[${done}/${total}] ${running.size} running, ${diverged} diverged, ${failed} failed${left && `, ${left}`}`,
    );
  };
  const isTime = () => performance.now() - spoken >= LINE_MILLISECONDS;
  return {
    started: (job) => tally.running.set(job.id, 0),
    advanced(job, epoch) {
      tally.running.set(job.id, epoch);
      speak(isTime());
    },
    ended(job, outcome) {
      tally.ended(job, outcome);
      speak(isTime() || tally.done === tally.total);
    },
    stop() {},
    note: printError,
  };
}

function table(tally: Tally): SweepProgress {
  const display = new MultiBar({ ...barOptions(), format: '{bar} {value}/{total} epochs | {what}' });
  const counts = () => {
    const { running, diverged, failed, left } = tally;
    return { running: running.size, diverged, failed, left: left && `${left} ` };
  };
  const whole = display.create(tally.total, tally.done, counts(), {
    format: '{bar} {value}/{total} {left}| {running} running, {diverged} diverged, {failed} failed',
  });
  const bars = new Map<string, SingleBar>();
  let isActive = true;
  return {
    started(job) {
      if (!isActive) return;
      tally.running.set(job.id, 0);
      if (!bars.has(job.id)) {
        bars.set(job.id, display.create(epochsOf(job) - 1, 0, { what: `${job.label} seed ${job.seed}` }));
      }
      whole.update(tally.done, counts());
    },
    advanced(job, epoch) {
      if (!isActive) return;
      tally.running.set(job.id, epoch);
      bars.get(job.id)?.update(epoch);
      whole.update(tally.done, counts());
    },
    ended(job, outcome) {
      tally.ended(job, outcome);
      if (!isActive) return;
      const bar = bars.get(job.id);
      if (bar) display.remove(bar);
      bars.delete(job.id);
      whole.update(tally.done, counts());
    },
    stop() {
      if (!isActive) return;
      isActive = false;
      display.stop();
    },
    note(message) {
      if (isActive) display.log(`${message}\n`);
      else printError(message);
    },
  };
}
