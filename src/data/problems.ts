import { DataError, type DataProblem } from './errors.ts';

/** Problems written out; more are only counted, so that a file of another kind does not fill the screen. */
const SHOWN = 20;

/** Collects what is wrong with one file or setting, so that everything is told at once. */
export class ProblemCollector {
  private readonly place: string;
  private readonly key: string;
  private readonly shown: DataProblem[] = [];
  private count = 0;

  /**
   * @param place the file or setting that the problems are about
   * @param key dotted path of the config's key that led there; default: the place is one itself
   */
  constructor(place: string, key = place) {
    this.place = place;
    this.key = key;
  }

  /** Notes a problem; the first 20 are kept word for word. */
  add(text: string, key = this.key): void {
    this.count += 1;
    if (this.shown.length < SHOWN) this.shown.push({ key, text });
  }

  /** Throws a DataError with the problems noted so far; does nothing when there are none. */
  throwIfAny(): void {
    if (this.count === 0) return;
    const hidden = this.count - this.shown.length;
    const rest = hidden === 0 ? [] : [`… and ${hidden} more (${this.count} in all)`];
    throw new DataError(this.place, [...this.shown, ...rest], this.key);
  }
}
