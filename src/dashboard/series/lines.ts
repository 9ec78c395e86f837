import type { TrackedRun } from '../catalogue/run.ts';
import type { LogColumn } from '../files/run-log.ts';
import type { Series } from '../files/series.ts';
import { bandOf } from './bands.ts';
import { smooth } from './smooth.ts';
import type { View } from './view.ts';

/** A line in every chart: a run, or the runs of an arm. */
export interface Line {
  readonly name: string;
  readonly directory: string;
  readonly arm: string;
  /** Of a single run; '' for several. */
  readonly seed: string;
  readonly runs: readonly TrackedRun[];
}

/** One column of a line; `low` and `high` bound the band of an arm of several runs. */
export interface LineSeries {
  readonly middle: Series;
  readonly low: Series | null;
  readonly high: Series | null;
}

/** The lines of a view, in the order of its runs. */
export function linesOf({ runs, seeds }: View): Line[] {
  const directories = new Set(runs.map(({ listed }) => listed.directory));
  const groups = new Map<string, TrackedRun[]>();
  for (const run of runs) {
    const { directory, arm } = run.listed;
    const group = seeds === 'each' ? String(run.key) : JSON.stringify([directory, arm]);
    groups.set(group, [...(groups.get(group) ?? []), run]);
  }
  return [...groups.values()].map((members): Line => {
    const { directory, arm, seed } = members[0]!.listed;
    const place = directories.size > 1 ? `${directory || '.'} ` : '';
    const own = members.length === 1 ? seed : '';
    const count = members.length > 1 ? ` (${members.length} runs)` : '';
    const name = `${place}${arm}${own === '' ? '' : ` seed ${own}`}${count}`;
    return { name, directory, arm, seed: own, runs: members };
  });
}

/** A column of a line as it is shown: smoothed first, run by run, and then taken over the seeds. */
export function lineSeries({ runs }: Line, column: LogColumn, { seeds, smoothing }: View): LineSeries {
  const each = runs.map(({ log }) => smooth(log.series(column), smoothing));
  if (seeds === 'each' || each.length === 1) return { middle: each[0]!, low: null, high: null };
  return bandOf(each, seeds);
}
