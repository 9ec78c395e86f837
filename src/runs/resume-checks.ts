import { join } from 'node:path';
import { dataHash } from '../data/hash.ts';
import { readSource } from '../data/source.ts';
import type { TrainingSession } from '../training/session.ts';
import type { TrainingState } from '../training/state.ts';
import type { Run } from './plan.ts';
import type { PriorManifest } from './read-manifest.ts';

/** A folder cannot be gone on with (exit code 2); place and remedy in the message. */
export class ResumeError extends Error {
  override readonly name = 'ResumeError';
}

/** Throws a ResumeError where the data are not those that the run was begun with. */
export function checkSameData(
  path: string,
  { dataHash: begunWith }: PriorManifest,
  { data, config }: TrainingSession,
): void {
  if (begunWith === null) return;
  refuseOther(path, begunWith, data.hash, 'path' in config.data ? config.data.path : config.data.source);
}

/** A run of a directory with its manifest. */
export interface BegunRun {
  readonly run: Run;
  readonly manifest: PriorManifest;
  /** Its folder. */
  readonly path: string;
}

/**
 * Throws a ResumeError where a data file is not what a run of the directory was begun with, also for runs that were not
 * begun: beside the others they would be of other data.
 *
 * @throws DataError where a file cannot be used any more
 */
export function checkSameFiles(begun: readonly BegunRun[]): void {
  const hashes = new Map<string, string>();
  for (const { run, manifest, path } of begun) {
    const { data } = run.config;
    if (!('path' in data) || manifest.dataHash === null) continue;
    const key = JSON.stringify([data.path, data.target, data.features]);
    const hash = hashes.get(key) ?? dataHash(readSource(data, run.seed));
    hashes.set(key, hash);
    refuseOther(path, manifest.dataHash, hash, data.path);
  }
}

function refuseOther(path: string, begunWith: string, now: string, source: string): void {
  if (begunWith === now) return;
  throw new ResumeError(
    `${join(path, 'manifest.json')}: dataHash: the run was begun with data of hash ${begunWith}; ${source} now gives ${now}. Put the old data back, or begin a new run.`,
  );
}

/** Throws a ResumeError where the vectors of a checkpoint are not of the network's size. */
export function checkFits(path: string, state: TrainingState, session: TrainingSession): void {
  const { dimension } = session.layout;
  const { layers, batchNorm } = session.specification;
  const widths = batchNorm ? layers.slice(1, -1) : [];
  const { gaussNewton, topVectors } = state.suite;
  const ends = [state.tracker, gaussNewton].flatMap((tracker) =>
    tracker ? [tracker.largest, tracker.smallest] : [],
  );
  const flat = [
    state.parameters,
    state.velocity,
    ...topVectors,
    ...ends.flatMap(({ warm, motion, rival }) => [
      warm?.vector,
      warm?.smallest?.vector,
      motion?.step,
      rival?.vector,
    ]),
  ];
  const statistics = state.running.map(({ mean, variance }) => [mean.length, variance.length]);
  const fits =
    flat.every((vector) => vector == null || vector.length === dimension) &&
    (state.velocity === null) === (session.optimizer.initialize(0).velocity === null) &&
    String(statistics) === String(widths.map((width) => [width, width]));
  if (fits) return;
  throw new ResumeError(
    `${join(path, 'checkpoint.json')} does not fit the network ${layers.join('-')} of ${dimension} parameters: its vector has ${state.parameters.length}. Delete it and resume again, and this run starts over.`,
  );
}
