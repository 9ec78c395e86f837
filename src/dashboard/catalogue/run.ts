import { dirname, join, relative, sep } from 'node:path';
import { statInside } from '../files/inside.ts';
import { RunLog } from '../files/run-log.ts';
import type { Series } from '../files/series.ts';
import { type LockReader, type RunFacts, readRunFacts } from './run-facts.ts';

/** A run as the page lists it. */
export interface ListedRun extends RunFacts {
  /** Its number in this server, by which the page names it. */
  readonly key: number;
  /** The run directory or sweep, from the served folder; '' for that folder itself. */
  readonly directory: string;
  /** Its folder, from the served folder, with forward slashes. */
  readonly folder: string;
  /** The last epoch that has a row; null where there is none, or none was read yet. */
  readonly epoch: number | null;
  /** The last measurements, as texts, for NaN and Infinity have no JSON; '' where there is none. */
  readonly trainLoss: string;
  readonly testLoss: string;
  readonly lambdaMax: string;
  readonly stabilityRatio: string;
  readonly gradientNorm: string;
  /** Whether it logs eigenvalues or a density along training. */
  readonly hasSpectrum: boolean;
}

const SPECTRUM_FILES = ['top-eigenvalues.csv', 'density.csv'];

/** One run below the served folder, as it was when it was looked at last. */
export class TrackedRun {
  readonly log: RunLog;
  readonly key: number;
  readonly path: string;
  readonly root: string;
  #told = '';
  #hasSpectrum = false;
  #listed: ListedRun;

  /** @param path absolute, as a listing below `root` gave it */
  constructor(key: number, path: string, root: string, lockOf: LockReader) {
    this.key = key;
    this.path = path;
    this.root = root;
    this.log = new RunLog(join(path, 'epochs.csv'));
    this.#listed = this.#list(readRunFacts(path, lockOf));
  }

  get listed(): ListedRun {
    return this.#listed;
  }

  /** Looks at its files again; true where something has changed that the page shows. */
  refresh(lockOf: LockReader): boolean {
    this.log.read();
    const facts = readRunFacts(this.path, lockOf);
    this.#hasSpectrum ||= SPECTRUM_FILES.some((file) => statInside(join(this.path, file)) !== null);
    const told = `${JSON.stringify(facts)} ${this.#hasSpectrum} ${this.log.generation} ${this.log.lastEpoch}`;
    if (told === this.#told) return false;
    this.#told = told;
    this.#listed = this.#list(facts);
    return true;
  }

  #list(facts: RunFacts): ListedRun {
    const { log, path, root, key } = this;
    const isNamed = facts.seed !== '' && path !== root && dirname(path) !== root;
    const directory = isNamed ? dirname(dirname(path)) : dirname(path);
    return {
      ...facts,
      key,
      directory: path === root ? '' : slashed(relative(root, directory)),
      folder: slashed(relative(root, path)),
      epoch: log.lastEpoch < 0 ? null : log.lastEpoch,
      trainLoss: lastOf(log.series('train_loss')),
      testLoss: lastOf(log.series('test_loss')),
      lambdaMax: lastOf(log.series('lambda_max')),
      stabilityRatio: lastOf(log.series('stability_ratio')),
      gradientNorm: lastOf(log.series('gradient_norm')),
      hasSpectrum: this.#hasSpectrum,
    };
  }
}

function lastOf({ length, values }: Series): string {
  return length === 0 ? '' : String(values[length - 1]);
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
