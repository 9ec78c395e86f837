import { Presets, SingleBar } from 'cli-progress';
import type { Experiment } from '../../claims/experiment.ts';
import type { VerdictRecord } from '../../claims/record.ts';
import { printError } from '../output.ts';

/** Shows on stderr how far the experiments have come. */
export interface Progress {
  /** A run of the experiment is done. */
  advanced(experiment: Experiment): void;
  ended(record: VerdictRecord, seconds: number): void;
  /** Leaves the terminal ready for other lines. */
  stop(): void;
}

/** No progress at all, for `--quiet` and `--json`. */
export const silentProgress: Progress = { advanced() {}, ended() {}, stop() {} };

/** A bar on a terminal; a line for each claim where stderr is none, or with NO_COLOR or CI set. */
export function createProgress(runs: number): Progress {
  if (!process.stderr.isTTY || process.env.NO_COLOR || process.env.CI) {
    return {
      advanced() {},
      ended: ({ id, name, verdict }, seconds) =>
        printError(`${id} ${name}: ${verdict} (${seconds.toFixed(1)} s)`),
      stop() {},
    };
  }
  const display = new SingleBar(
    { format: '{bar} {percentage}% | {what} | {eta_formatted} left', hideCursor: true, etaBuffer: 50 },
    Presets.shades_classic,
  );
  display.start(runs, 0, { what: 'starting' });
  return {
    advanced: ({ id, name }) => display.increment(1, { what: `${id} ${name}` }),
    ended() {},
    stop: () => display.stop(),
  };
}
