import type { EpochDensity } from '../files/spectrum-log.ts';

/** Densities over epochs and eigenvalues on one grid, for a picture. */
export interface HeatMap {
  /** [columns], ascending: the epochs that are shown. */
  readonly epochs: Float64Array;
  /** Eigenvalues at the lower and upper edge. */
  readonly low: number;
  readonly high: number;
  /** [columns·rows], column by column from the lower edge: log₁₀ of the density, NaN where it was not measured. */
  readonly values: Float64Array;
  readonly rows: number;
}

const ROWS = 160;
const MOST_COLUMNS = 240;

/**
 * Puts densities with grids of their own on a common one, by linear interpolation. Of many epochs evenly spaced ones are
 * shown, the last one always.
 */
export function heatMapOf(densities: readonly EpochDensity[]): HeatMap {
  const step = Math.max(1, Math.ceil(densities.length / MOST_COLUMNS));
  const shown = densities.filter((_, i) => (densities.length - 1 - i) % step === 0);
  const ends = shown.flatMap(({ eigenvalues }) => [eigenvalues[0]!, eigenvalues.at(-1)!]);
  const [low, high] = ends.length === 0 ? [0, 1] : [Math.min(...ends), Math.max(...ends)];
  const values = new Float64Array(shown.length * ROWS);
  shown.forEach((density, column) => {
    for (let row = 0; row < ROWS; row++) {
      const eigenvalue = low + ((high - low) * (row + 0.5)) / ROWS;
      values[column * ROWS + row] = Math.log10(interpolate(density, eigenvalue));
    }
  });
  return { epochs: Float64Array.from(shown, ({ epoch }) => epoch), low, high, values, rows: ROWS };
}

/** NaN outside the grid. The grid is evenly spaced, as `density.csv` says. */
function interpolate({ eigenvalues, densities }: EpochDensity, at: number): number {
  const [first, last] = [eigenvalues[0]!, eigenvalues.at(-1)!];
  if (at < first || at > last || last === first) return Number.NaN;
  const place = ((at - first) / (last - first)) * (eigenvalues.length - 1);
  const below = Math.min(Math.floor(place), eigenvalues.length - 2);
  const part = place - below;
  return densities[below]! * (1 - part) + densities[below + 1]! * part;
}
