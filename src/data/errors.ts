/** One problem of the data. */
export interface DataProblem {
  /** Dotted path of the config's key to look at: `data.path`, `data.target`, ... */
  readonly key: string;
  /** One sentence: received value, what is allowed, remedy. */
  readonly text: string;
}

/**
 * The data cannot be used: a file that is missing or holds cells that are not numbers, a split without training
 * rows, a covariance that is none. It is the user's to mend, so the command line ends with exit code 2.
 */
export class DataError extends Error {
  override readonly name = 'DataError';
  /** The file or setting that the problems are about. */
  readonly place: string;
  /** Each problem as a sentence; one about another key than the rest starts with that key. */
  readonly problems: readonly string[];
  /** The same problems, each with the config's key that it is about. */
  readonly details: readonly DataProblem[];

  /**
   * @param place the file or setting that the problems are about; it opens the message
   * @param problems at least one; a plain sentence is about `key`
   * @param key dotted path of the config's key that led to the place; default: the place is one itself
   */
  constructor(place: string, problems: readonly (string | DataProblem)[], key = place) {
    const details = problems.map((problem) =>
      typeof problem === 'string' ? { key, text: problem } : problem,
    );
    const told = details.map((detail) =>
      detail.key === key ? detail.text : `${detail.key}: ${detail.text}`,
    );
    super(told.length === 1 ? `${place}: ${told[0]}` : [`${place}:`, ...told].join('\n  '));
    this.place = place;
    this.problems = told;
    this.details = details;
  }
}
