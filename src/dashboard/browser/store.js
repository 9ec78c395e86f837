// What the page knows: the runs that the server told of, and which of them are chosen.

/** @typedef {import('../catalogue/run.ts').ListedRun} Run */
/** @typedef {import('../catalogue/catalogue.ts').CatalogueChange} Change */

/** So many runs at most are chosen without being asked for. */
const MOST_BY_DEFAULT = 100;

export class Store {
  /** @type {Map<number, Run>} */
  runs = new Map();
  /** @type {readonly import('../catalogue/claims.ts').ListedClaim[]} */
  claims = [];
  /** @type {readonly import('../catalogue/sweeps.ts').ListedSweep[]} */
  sweeps = [];
  /** Folders of the chosen runs: unlike keys they outlive the server. @type {Set<string>} */
  chosen = new Set();
  /** Directories that are chosen as a whole: runs that come later are chosen as well. @type {Set<string>} */
  #followed = new Set();
  #isTouched = false;

  /**
   * @param {Change} change
   * @param {boolean} isAll whether it replaces all that was known
   * @returns {Run[]} runs that are new or changed
   */
  apply(change, isAll) {
    if (isAll) this.runs.clear();
    for (const key of change.gone) this.runs.delete(key);
    for (const run of change.runs) this.runs.set(run.key, run);
    if (change.claims) this.claims = change.claims;
    if (change.sweeps) this.sweeps = change.sweeps;
    if (!this.#isTouched)
      this.#followed = new Set(
        this.directories()
          .slice(0, 1)
          .map(([name]) => name),
      );
    if (!this.#isTouched) this.chosen.clear();
    const most = this.#isTouched ? Number.POSITIVE_INFINITY : MOST_BY_DEFAULT;
    for (const run of this.runs.values()) {
      if (this.#followed.has(run.directory) && this.chosen.size < most) this.chosen.add(run.folder);
    }
    return [...change.runs];
  }

  /**
   * Run directories with their runs, the newest first.
   *
   * @returns {[directory: string, runs: Run[]][]}
   */
  directories() {
    /** @type {Map<string, Run[]>} */
    const groups = new Map();
    for (const run of this.runs.values()) {
      const group = groups.get(run.directory);
      if (group) group.push(run);
      else groups.set(run.directory, [run]);
    }
    const newest = new Map(
      [...groups].map(([name, runs]) => [
        name,
        runs
          .map(({ start }) => start)
          .sort()
          .at(-1) ?? '',
      ]),
    );
    return [...groups].sort(([a], [b]) => {
      const [one, other] = [newest.get(a) ?? '', newest.get(b) ?? ''];
      return one < other ? 1 : one > other ? -1 : a.localeCompare(b, 'en', { numeric: true });
    });
  }

  /**
   * What somebody has chosen; null where nobody has.
   *
   * @returns {import('./address.js').Choice | null}
   */
  get choice() {
    if (!this.#isTouched) return null;
    const all = [...this.#followed];
    const within = new Set(
      [...this.runs.values()].filter((run) => this.#followed.has(run.directory)).map(({ folder }) => folder),
    );
    return { all, runs: [...this.chosen].filter((folder) => !within.has(folder)) };
  }

  /** @param {import('./address.js').Choice | null} choice of a former visit, or null for what a fresh page shows */
  restore(choice) {
    this.#isTouched = choice !== null;
    this.#followed = new Set(choice?.all);
    this.chosen = new Set(choice?.runs);
    this.apply({ runs: [], gone: [], claims: null, sweeps: null }, false);
  }

  /** @returns {Run[]} the chosen runs, in the order of the list */
  chosenRuns() {
    return this.directories().flatMap(([, runs]) => runs.filter(({ folder }) => this.chosen.has(folder)));
  }

  /**
   * @param {readonly Run[]} runs
   * @param {boolean} isChosen
   * @param {string | null} directory that these are all runs of
   */
  choose(runs, isChosen, directory = null) {
    if (!this.#isTouched) this.#followed.clear();
    this.#isTouched = true;
    for (const { folder } of runs) {
      if (isChosen) this.chosen.add(folder);
      else this.chosen.delete(folder);
    }
    if (directory !== null && isChosen) this.#followed.add(directory);
    else for (const run of runs) if (!isChosen) this.#followed.delete(run.directory);
  }
}
