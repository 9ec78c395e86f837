import { Presets, SingleBar } from 'cli-progress';
import type { RunResult } from '../../runs/execute.ts';
import type { Run } from '../../runs/plan.ts';
import type { EpochRecord } from '../../training/record.ts';
import { printError } from '../output.ts';
import { formatNumber } from '../../statistics/number.ts';

/** Shows on stderr how far a run over arms, seeds and epochs has come. */
export interface Progress {
  advanced(run: Run, record: EpochRecord): void;
  ended(result: RunResult): void;
  /** Leaves the terminal ready for other lines. */
  stop(): void;
}

/** Between two lines about one run where there is no bar. */
const LINE_MILLISECONDS = 10_000;

/** A bar on a terminal; a line for each run where stderr is none, or with NO_COLOR or CI set. */
export function createProgress(runs: readonly Run[]): Progress {
  const plain = !process.stderr.isTTY || process.env.NO_COLOR || process.env.CI;
  return plain ? lines(runs.length) : bar(runs);
}

/** No progress at all, for `--quiet` and `--json`. */
export const silentProgress: Progress = { advanced() {}, ended() {}, stop() {} };

function bar(runs: readonly Run[]): Progress {
  const rowsOf = ({ config }: Run) => config.training.epochs + 1;
  const display = new SingleBar(
    { format: '{bar} {percentage}% | {what} | {eta_formatted} left', hideCursor: true, etaBuffer: 50 },
    Presets.shades_classic,
  );
  display.start(
    runs.reduce((total, run) => total + rowsOf(run), 0),
    0,
    { what: 'starting' },
  );
  let before = 0;
  let active = true;
  const update = (rows: number, what: object) => {
    if (active) display.update(rows, what);
  };
  return {
    advanced(run, record) {
      update(before + record.epoch + 1, { what: `${describe(run)} ${state(record)}` });
    },
    ended({ run }) {
      before += rowsOf(run);
      update(before, {});
    },
    stop() {
      active = false;
      display.stop();
    },
  };
}

function lines(total: number): Progress {
  let done = 0;
  let spoken = performance.now();
  return {
    advanced(run, record) {
      if (performance.now() - spoken < LINE_MILLISECONDS) return;
      printError(`[${done + 1}/${total}] ${describe(run)} ${state(record)}`);
      spoken = performance.now();
    },
    ended({ run, summary }) {
      done += 1;
      const { status, epochs, finalTrainLoss } = summary;
      printError(
        `[${done}/${total}] ${describe(run)} ${status} at epoch ${epochs ?? '-'}, loss ${formatNumber(finalTrainLoss)}`,
      );
      spoken = performance.now();
    },
    stop() {},
  };
}

function describe({ arm, seed }: Run): string {
  return `${arm} seed ${seed}`;
}

function state({ epoch, trainLoss, curvature }: EpochRecord): string {
  const lambda = curvature?.lambdaMax ? ` λmax ${formatNumber(curvature.lambdaMax.value)}` : '';
  return `epoch ${epoch} loss ${formatNumber(trainLoss)}${lambda}`;
}
