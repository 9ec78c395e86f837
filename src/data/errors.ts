/**
 * The data cannot be used: a file that is missing or holds cells that are not numbers, a split without training
 * rows, a covariance that is none. It is the user's to mend, so the command line ends with exit code 2.
 */
export class DataError extends Error {
  override readonly name = 'DataError';
  /** One sentence a problem: place, received value, what is allowed, remedy. */
  readonly problems: readonly string[];

  /** @param place the file or setting that the problems are about; it opens the message */
  constructor(place: string, problems: readonly string[]) {
    super(problems.length === 1 ? `${place}: ${problems[0]}` : [`${place}:`, ...problems].join('\n  '));
    this.problems = problems;
  }
}
