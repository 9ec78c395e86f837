import { join } from 'node:path';
import type { TrainingSession } from '../training/session.ts';
import type { TrainingState } from '../training/state.ts';
import type { PriorManifest } from './read-manifest.ts';

/** A folder cannot be gone on with (exit code 2); place and remedy in the message. */
export class ResumeError extends Error {
  override readonly name = 'ResumeError';
}

/** Throws a ResumeError where the data are not those that the run was begun with. */
export function checkSameData(
  path: string,
  { dataHash }: PriorManifest,
  { data, config }: TrainingSession,
): void {
  if (dataHash === null || dataHash === data.hash) return;
  const source = 'path' in config.data ? config.data.path : config.data.source;
  throw new ResumeError(
    `${join(path, 'manifest.json')}: dataHash: the run was begun with data of hash ${dataHash}; ${source} now gives ${data.hash}. Put the old data back, or begin a new run.`,
  );
}

/** Throws a ResumeError where the vectors of a checkpoint are not of the network's size. */
export function checkFits(path: string, state: TrainingState, session: TrainingSession): void {
  const { dimension } = session.layout;
  const { layers, batchNorm } = session.specification;
  const widths = batchNorm ? layers.slice(1, -1) : [];
  const ends = [state.tracker.largest, state.tracker.smallest];
  const flat = [
    state.parameters,
    state.velocity,
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
