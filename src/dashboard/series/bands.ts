import type { Series } from '../files/series.ts';

/** How a band over seeds is bounded: by the smallest and the largest value, or by the quartiles. */
export type BandKind = 'range' | 'quartiles';

/** A quantity over the seeds, epoch by epoch. */
export interface Band {
  readonly middle: Series;
  readonly low: Series;
  readonly high: Series;
}

/**
 * Median over the seeds with a band around it, at each epoch that at least one of them measured; NaN and ±Infinity are
 * left out, so beyond the epoch at which a seed diverged the rest goes on alone. Quartiles are interpolated linearly, as
 * numpy's and R's (type 7) are by default.
 */
export function bandOf(seeds: readonly Series[], kind: BandKind): Band {
  const most = Math.max(0, ...seeds.map(({ length }) => length));
  const capacity = seeds.reduce((sum, { length }) => sum + length, 0);
  const epochs = new Float64Array(capacity);
  const [middle, low, high] = [epochs, epochs, epochs].map(() => new Float64Array(capacity)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const places = new Int32Array(seeds.length);
  const values = new Float64Array(seeds.length);
  let length = 0;
  for (let step = 0; step < capacity && most > 0; step++) {
    let epoch = Number.POSITIVE_INFINITY;
    for (let s = 0; s < seeds.length; s++) {
      const seed = seeds[s]!;
      if (places[s]! < seed.length) epoch = Math.min(epoch, seed.epochs[places[s]!]!);
    }
    if (epoch === Number.POSITIVE_INFINITY) break;
    let count = 0;
    for (let s = 0; s < seeds.length; s++) {
      const seed = seeds[s]!;
      const at = places[s]!;
      if (at >= seed.length || seed.epochs[at] !== epoch) continue;
      places[s] = at + 1;
      const value = seed.values[at]!;
      if (Number.isFinite(value)) insert(values, count++, value);
    }
    if (count === 0) continue;
    epochs[length] = epoch;
    middle[length] = quantile(values, count, 0.5);
    low[length] = kind === 'range' ? values[0]! : quantile(values, count, 0.25);
    high[length] = kind === 'range' ? values[count - 1]! : quantile(values, count, 0.75);
    length += 1;
  }
  const series = (array: Float64Array): Series => ({ length, epochs, values: array });
  return { middle: series(middle), low: series(low), high: series(high) };
}

/** Keeps the first `count` values ascending: seeds are few, and typed arrays' own sort costs a call for each epoch. */
function insert(values: Float64Array, count: number, value: number): void {
  let at = count;
  while (at > 0 && values[at - 1]! > value) {
    values[at] = values[at - 1]!;
    at -= 1;
  }
  values[at] = value;
}

function quantile(sorted: Float64Array, count: number, share: number): number {
  const place = share * (count - 1);
  const below = Math.floor(place);
  const lower = sorted[below]!;
  const part = place - below;
  // Never ∞ − ∞ or a rounding beyond the values where the place is one of them.
  return part === 0 ? lower : lower + part * (sorted[below + 1]! - lower);
}
