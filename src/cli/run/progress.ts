import { SingleBar } from 'cli-progress';
import type { RunResult } from '../../runs/execute.ts';
import type { Run } from '../../runs/plan.ts';
import { formatNumber } from '../../statistics/number.ts';
import type { EpochRecord } from '../../training/record.ts';
import { printError } from '../output.ts';
import { barOptions, Remaining } from '../progress-bar.ts';
import { isLive } from '../terminal.ts';

/** Shows on stderr how far a run over arms, seeds and epochs has come. */
export interface Progress {
  advanced(run: Run, record: EpochRecord): void;
  ended(result: RunResult): void;
  /** Leaves the terminal ready for other lines. */
  stop(): void;
}

/** Between two lines about one run where there is no bar. */
const LINE_MILLISECONDS = 10_000;

/** A bar on a terminal; a line for each run, and now and then one between, where stderr is none or with CI set. */
export function createProgress(runs: readonly Run[]): Progress {
  return isLive() ? bar(runs) : lines(runs);
}

/** No progress at all, for `--quiet`. */
export const silentProgress: Progress = { advanced() {}, ended() {}, stop() {} };

const rowsOf = ({ config }: Run) => config.training.epochs + 1;
const allRows = (runs: readonly Run[]) => runs.reduce((total, run) => total + rowsOf(run), 0);

function bar(runs: readonly Run[]): Progress {
  const display = new SingleBar({
    ...barOptions(),
    format: '{bar} {percentage}% {left}| {what}',
  });
  const total = allRows(runs);
  const remaining = new Remaining();
  display.start(total, 0, { what: 'starting', left: '' });
  let before = 0;
  let active = true;
  const update = (rows: number, what: object) => {
    const left = remaining.left(rows / total);
    if (active) display.update(rows, { ...what, left: left && `${left} ` });
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

function lines(runs: readonly Run[]): Progress {
  const total = allRows(runs);
  const remaining = new Remaining();
  let [done, before] = [0, 0];
  let spoken = performance.now();
  const say = (count: number, what: string, rows: number) => {
    const left = rows < total ? remaining.left(rows / total) : '';
    printError(`[${count}/${runs.length}] ${what}${left && `, ${left}`}`);
    spoken = performance.now();
  };
  return {
    advanced(run, record) {
      if (performance.now() - spoken < LINE_MILLISECONDS) return;
      say(done + 1, `${describe(run)} ${state(record)}`, before + record.epoch + 1);
    },
    ended({ run, summary }) {
      done += 1;
      before += rowsOf(run);
      const { status, epochs, finalTrainLoss } = summary;
      const loss = formatNumber(finalTrainLoss);
      say(done, `${describe(run)} ${status} at epoch ${epochs ?? '-'}, loss ${loss}`, before);
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
