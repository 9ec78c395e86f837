import { median } from '../../statistics/number.ts';
import type { RunLog } from '../files/run-log.ts';
import type { Line } from './lines.ts';

/** The largest stable λmax of a line: the median over its runs, whose η may differ; null where no run tells. */
export function thresholdOf({ runs }: Line): number | null {
  return median(runs.map(({ log }) => largestStable(log)));
}

/**
 * λmax over its stability ratio, from the last row that has both: that is 2/η, and with momentum the limit of the run's
 * own rule, whatever the config says. 2/η where no row has both.
 */
function largestStable(log: RunLog): number | null {
  const [lambda, ratio] = [log.series('lambda_max'), log.series('stability_ratio')];
  for (let i = lambda.length - 1, j = ratio.length - 1; i >= 0 && j >= 0; ) {
    const [at, beside] = [lambda.epochs[i]!, ratio.epochs[j]!];
    if (at === beside) {
      const limit = lambda.values[i]! / ratio.values[j]!;
      if (Number.isFinite(limit) && limit > 0) return limit;
    }
    if (at >= beside) i -= 1;
    if (beside >= at) j -= 1;
  }
  const rate = log.series('learning_rate');
  const last = rate.length === 0 ? Number.NaN : rate.values[rate.length - 1]!;
  return last > 0 && Number.isFinite(last) ? 2 / last : null;
}
