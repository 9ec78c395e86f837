import { Presets } from 'cli-progress';
import { duration } from './duration.ts';
import { widthOf } from './terminal.ts';

/**
 * Options of cli-progress for every bar: on stderr, a quarter of the terminal wide. What may be cut off at the terminal's
 * edge stands last in a format, the time left before it.
 */
export function barOptions(width = widthOf(process.stderr)) {
  return {
    ...Presets.shades_classic,
    hideCursor: true,
    clearOnComplete: true,
    barsize: Math.max(5, Math.min(30, Math.floor(width / 4))),
  } as const;
}

/** The time left of some work, by the share of it that is done. */
export class Remaining {
  private readonly now: () => number;
  private readonly begun: number;

  /** @param now milliseconds of any clock that goes forward; default `performance.now` */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.begun = now();
  }

  /** In words, such as `about 3 min left`; `''` until something is done. */
  left(share: number): string {
    if (!(share > 0)) return '';
    const seconds = ((this.now() - this.begun) / 1000) * (1 / Math.min(1, share) - 1);
    return `${duration(seconds)} left`;
  }
}
