import { realpathSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { claimReader, type ListedClaim } from './claims.ts';
import { type Found, findResults } from './find.ts';
import { type ListedRun, TrackedRun } from './run.ts';
import { lockReader } from './run-facts.ts';
import { type ListedSweep, sweepReader } from './sweeps.ts';

/** What has changed since the last time, for pages that know the rest. */
export interface CatalogueChange {
  readonly runs: readonly ListedRun[];
  /** Keys of runs whose folders are gone. */
  readonly gone: readonly number[];
  /** All of them; null where none has changed. */
  readonly claims: readonly ListedClaim[] | null;
  /** All of them; null where none has changed. */
  readonly sweeps: readonly ListedSweep[] | null;
}

/** After so many milliseconds of reading, others get a turn: an answer to a page does not wait for all logs. */
const TURN_MILLISECONDS = 20;

/** What lies below the served folder, kept up to date by whoever calls `look` and `lookAt`. */
export class Catalogue {
  /** The real path of the served folder. */
  readonly root: string;
  readonly #runs = new Map<number, TrackedRun>();
  readonly #byPath = new Map<string, TrackedRun>();
  readonly #listeners = new Set<(change: CatalogueChange) => void>();
  readonly #readClaims = claimReader();
  readonly #readSweeps = sweepReader();
  #claims: readonly ListedClaim[] = [];
  #sweeps: readonly ListedSweep[] = [];
  #found: Found = { runs: [], sweeps: [], claims: [], folders: [] };
  #nextKey = 1;
  #isLookedThrough = false;

  constructor(directory: string) {
    this.root = realpathSync(directory);
  }

  /** Everything, as a change of an empty page. */
  get all(): CatalogueChange {
    const runs = [...this.#runs.values()].map(({ listed }) => listed);
    return { runs, gone: [], claims: this.#claims, sweeps: this.#sweeps };
  }

  /** Whether every file has been read once. */
  get isLookedThrough(): boolean {
    return this.#isLookedThrough;
  }

  /** The folders to watch: those of runs that go on last, for where watches are few. */
  get folders(): readonly string[] {
    return this.#found.folders;
  }

  /** A run by the number that the page names it by. */
  run(key: number): TrackedRun | undefined {
    return this.#runs.get(key);
  }

  /** Whether a folder is that of a run. */
  isRun(path: string): boolean {
    return this.#byPath.has(path);
  }

  /** Calls back with every change from now on; the function returned ends that. */
  listen(listener: (change: CatalogueChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks through all folders: for what has come or gone, and at every run. */
  async look(): Promise<void> {
    this.#found = await findResults(this.root);
    const here = new Set(this.#found.runs);
    const gone = [...this.#byPath.values()].filter(({ path }) => !here.has(path));
    for (const { key, path } of gone) {
      this.#runs.delete(key);
      this.#byPath.delete(path);
    }
    this.#tell(
      [],
      gone.map(({ key }) => key),
    );
    await this.lookAt(this.#found.runs);
    this.#isLookedThrough = true;
  }

  /** Looks at some runs, by their folders; those that are new among them are listed before any log is read. */
  async lookAt(paths: readonly string[]): Promise<void> {
    const lockOf = lockReader();
    const fresh = paths.filter((path) => !this.#byPath.has(path));
    for (const path of fresh) {
      const run = new TrackedRun(this.#nextKey++, path, this.root, lockOf);
      this.#runs.set(run.key, run);
      this.#byPath.set(path, run);
    }
    this.#tell(fresh.map((path) => this.#byPath.get(path)!.listed));
    let changed: ListedRun[] = [];
    let begun = performance.now();
    // The newest first: that is what somebody who opens the page looks at.
    const runs = paths.map((path) => this.#byPath.get(path)!);
    runs.sort((a, b) => (a.listed.start < b.listed.start ? 1 : a.listed.start > b.listed.start ? -1 : 0));
    for (const run of runs) {
      if (run.refresh(lockOf)) changed.push(run.listed);
      if (performance.now() - begun < TURN_MILLISECONDS) continue;
      this.#tell(changed);
      changed = [];
      await setImmediate();
      begun = performance.now();
    }
    this.#tell(changed);
  }

  #tell(runs: readonly ListedRun[], gone: readonly number[] = []): void {
    const claims = this.#readClaims(this.#found.claims);
    const sweeps = this.#readSweeps(this.#found.sweeps, this.root, [...this.#runs.values()]);
    if (claims) this.#claims = claims;
    if (sweeps) this.#sweeps = sweeps;
    if (runs.length + gone.length === 0 && !claims && !sweeps) return;
    for (const listener of this.#listeners) listener({ runs, gone, claims, sweeps });
  }
}
