import { join } from 'node:path';
import { CsvTail } from './csv-tail.ts';
import { GrowingSeries, type Series } from './series.ts';

/** The density of all eigenvalues at one epoch, on a grid of its own. */
export interface EpochDensity {
  readonly epoch: number;
  /** Ascending. */
  readonly eigenvalues: number[];
  readonly densities: number[];
}

/** `top-eigenvalues.csv` and `density.csv` of a run, read as far as they go, and on when they grow. */
export class SpectrumLog {
  readonly #top: GrowingSeries[] = [];
  readonly #densities: EpochDensity[] = [];
  readonly #tails: readonly CsvTail[];

  /** @param folder of the run */
  constructor(folder: string) {
    this.#tails = [
      followed(join(folder, 'top-eigenvalues.csv'), ['epoch', 'index', 'eigenvalue'], this.#top, (cells) => {
        const [epoch, index, eigenvalue] = cells;
        while (this.#top.length < Math.min(index!, MOST_INDICES)) this.#top.push(new GrowingSeries());
        this.#top[index! - 1]?.append(epoch!, eigenvalue!);
      }),
      followed(join(folder, 'density.csv'), ['epoch', 'eigenvalue', 'density'], this.#densities, (cells) => {
        const [epoch, eigenvalue, density] = cells;
        if (this.#densities.at(-1)?.epoch !== epoch)
          this.#densities.push({ epoch: epoch!, eigenvalues: [], densities: [] });
        const { eigenvalues, densities } = this.#densities.at(-1)!;
        eigenvalues.push(eigenvalue!);
        densities.push(density!);
      }),
    ];
  }

  /** Reads what has come since the last call. */
  read(): void {
    for (const tail of this.#tails) tail.read();
  }

  /** The largest eigenvalue, the second largest, and so on, each along training. */
  get top(): readonly Series[] {
    return this.#top;
  }

  /** Densities, by epoch. */
  get densities(): readonly EpochDensity[] {
    return this.#densities;
  }
}

/** More lines than this say nothing more. */
const MOST_INDICES = 50;

/** Follows three columns of numbers; `kept` is emptied when the file begins anew. */
function followed(
  path: string,
  columns: readonly string[],
  kept: unknown[],
  take: (cells: readonly number[]) => void,
): CsvTail {
  let indices: number[] = [];
  return new CsvTail(path, {
    begin(header) {
      kept.length = 0;
      indices = columns.map((name) => header.indexOf(name));
    },
    row(cells) {
      const numbers = indices.map((index) => Number(cells[index] || Number.NaN));
      if (!numbers.some(Number.isNaN)) take(numbers);
    },
  });
}
