import { SingleBar } from 'cli-progress';
import type { Experiment } from '../../claims/experiment.ts';
import type { VerdictRecord } from '../../claims/record.ts';
import { printError } from '../output.ts';
import { barOptions, Remaining } from '../progress-bar.ts';
import { isLive } from '../terminal.ts';

/** Shows on stderr how far the experiments have come. */
export interface Progress {
  /** A run of the experiment is done. */
  advanced(experiment: Experiment): void;
  ended(record: VerdictRecord, seconds: number): void;
  /** Leaves the terminal ready for other lines; called again it does nothing. */
  stop(): void;
}

/** No progress at all, for `--quiet`. */
export const silentProgress: Progress = { advanced() {}, ended() {}, stop() {} };

/** A bar on a terminal; a line for each claim, with the time left, where stderr is none or with CI set. */
export function createProgress(runs: number): Progress {
  return isLive() ? bar(runs) : lines(runs);
}

function bar(runs: number): Progress {
  const display = new SingleBar({ ...barOptions(), format: '{bar} {percentage}% {left}| {what}' });
  const remaining = new Remaining();
  let done = 0;
  let isActive = true;
  display.start(runs, 0, { what: 'starting', left: '' });
  return {
    advanced({ id, name }) {
      done += 1;
      const left = remaining.left(done / runs);
      if (isActive) display.update(done, { what: `${id} ${name}`, left: left && `${left} ` });
    },
    ended() {},
    stop() {
      isActive = false;
      display.stop();
    },
  };
}

function lines(runs: number): Progress {
  const remaining = new Remaining();
  let done = 0;
  return {
    advanced() {
      done += 1;
    },
    ended({ id, name, verdict }, seconds) {
      const left = done < runs ? remaining.left(done / runs) : '';
      printError(`${id} ${name}: ${verdict} (${seconds.toFixed(1)} s)${left && `, ${left}`}`);
    },
    stop() {},
  };
}
