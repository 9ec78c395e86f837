import type { RunRows } from './run-rows.ts';
import { type Sample, type Series, seriesOf } from './sample.ts';

/** At which epochs to look: one, the first or last that the runs share, or all of them. */
export type When = number | 'first' | 'last' | 'all';

/** Where a quantity was measured in some runs. */
interface Measured {
  readonly run: RunRows;
  readonly series: Series;
}

/** A column of a sample, run by run; runs without the column have an empty series. */
export function measured({ runs }: Sample, column: string): Measured[] {
  return runs.map((run) => ({ run, series: seriesOf(run, column) ?? new Map() }));
}

/**
 * The epochs that `when` means for quantities of several samples, ascending; [] where they share none.
 *
 * `last` is the last epoch at which every run has a value. Runs that diverged do not hold it back, unless all runs of
 * their sample did: an arm that diverges at epoch 7 would otherwise be compared there.
 *
 * @param quantities at least one; each the runs of one sample
 */
export function chosenEpochs(quantities: readonly (readonly Measured[])[], when: When): number[] {
  if (typeof when === 'number') return quantities.every((runs) => anyHas(runs, when)) ? [when] : [];
  const shared = [...new Set(quantities[0]!.flatMap(({ series }) => [...series.keys()]))]
    .filter((epoch) => quantities.every((runs) => anyHas(runs, epoch)))
    .sort((a, b) => a - b);
  if (when === 'all' || shared.length === 0) return shared;
  if (when === 'first') return shared.slice(0, 1);
  const lasting = quantities.map((runs) => {
    const sound = runs.filter(({ run, series }) => run.status !== 'diverged' && series.size > 0);
    return sound.length > 0 ? sound : runs;
  });
  const whole = shared.filter((epoch) =>
    lasting.every((runs) => runs.every(({ series }) => series.has(epoch))),
  );
  return [whole.at(-1) ?? shared.at(-1)!];
}

function anyHas(runs: readonly Measured[], epoch: number): boolean {
  return runs.some(({ series }) => series.has(epoch));
}
