import { cellNumber } from '../../compare/cell-number.ts';
import { CsvTail, type TailChange } from './csv-tail.ts';
import { GrowingSeries, type Series } from './series.ts';

/** The columns of `epochs.csv` that the page draws, and those that its thresholds rest on. */
export const LOG_COLUMNS = [
  'train_loss',
  'test_loss',
  'lambda_max',
  'lambda_min',
  'stability_ratio',
  'gradient_norm',
  'learning_rate',
] as const;

/** A column that is drawn or listed. */
export type LogColumn = (typeof LOG_COLUMNS)[number];

const NONE: Series = { length: 0, epochs: new Float64Array(), values: new Float64Array() };

/** `epochs.csv` of one run, read as far as it goes, and on when it grows. */
export class RunLog {
  /** Counts up whenever rows were taken back: the file was cut for a resume, or replaced. */
  generation = 0;
  /** The last epoch that has a row; -1 before the first one. */
  lastEpoch = -1;
  readonly #series = new Map<LogColumn, GrowingSeries>();
  readonly #tail: CsvTail;

  /** @param path as for `openInside` */
  constructor(path: string) {
    let epoch = -1;
    let wanted: (readonly [index: number, series: GrowingSeries])[] = [];
    this.#tail = new CsvTail(path, {
      begin: (header) => {
        this.#clear();
        epoch = header.indexOf('epoch');
        wanted = LOG_COLUMNS.filter((name) => header.includes(name)).map((name) => {
          const series = new GrowingSeries();
          this.#series.set(name, series);
          return [header.indexOf(name), series] as const;
        });
      },
      row: (cells) => {
        const at = cellNumber(cells[epoch] ?? '');
        if (typeof at !== 'number') return;
        this.lastEpoch = at;
        for (const [index, series] of wanted) {
          const value = numberOf(cells[index]!);
          if (value !== null) series.append(at, value);
        }
      },
    });
  }

  /** Reads what has come since the last call. */
  read(): TailChange {
    const change = this.#tail.read();
    if (change === 'gone') this.#clear();
    if (change === 'replaced' || change === 'gone') this.generation += 1;
    return change;
  }

  /** A column; one that the file does not have is empty. */
  series(column: LogColumn): Series {
    return this.#series.get(column) ?? NONE;
  }

  #clear(): void {
    this.lastEpoch = -1;
    this.#series.clear();
  }
}

/** Own rows hold what `Number` reads back; whatever else somebody wrote counts as not measured. */
function numberOf(cell: string): number | null {
  if (cell === '') return null;
  const value = Number(cell);
  return Number.isNaN(value) ? (cellNumber(cell) ?? null) : value;
}
