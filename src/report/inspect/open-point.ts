import { join } from 'node:path';
import type { ArmConfig } from '../../config/schema.ts';
import { fromParameterFile } from '../../models/parameters.ts';
import { readParameterFile } from '../../models/start.ts';
import { pinsOf } from '../../runs/recovery.ts';
import { counted } from '../../statistics/counted.ts';
import { type EnginePins, EngineUnavailableError } from '../../training/engine-pins.ts';
import { replay, replayConfig } from '../../training/replay.ts';
import { openSession, type TrainingSession } from '../../training/session.ts';
import type { TrainingState } from '../../training/state.ts';
import { compareReplay, type ReplayCheck } from './replay-check.ts';
import { isFile, type RecordedRun, RunFolderError } from './run-folder.ts';

/** A point on the path of a run. */
export interface PathPoint {
  readonly epoch: number;
  /** [dimension]. */
  readonly parameters: Float64Array;
}

/** The state of a run after an epoch, opened for measuring. */
export interface PointOfRun {
  readonly epoch: number;
  readonly state: TrainingState;
  /** Its `curvature` objective measures. */
  readonly session: TrainingSession;
  /** Where the parameters come from. */
  readonly origin: 'checkpoint' | 'parameters.json' | 'replay';
  /** The run's way from epoch 0 to this one, every `pathEvery`-th epoch and the last. */
  readonly path: readonly PathPoint[];
  readonly pathEvery: number;
  /** How the replay compares with what the run recorded. */
  readonly check: ReplayCheck;
  readonly notes: readonly string[];
  dispose(): void;
}

/** What to do other than the run did. */
export interface OpenOptions {
  /** What measures, in place of the run's `curvature.engine`. */
  readonly engine?: 'closed-form' | 'tfjs' | undefined;
  /** Told before a part that may take long. */
  begin?(what: string): void;
}

/** Most points of a path that are kept, and the memory that they may take. */
const MOST_POINTS = 200;
const MOST_BYTES = 128 * 2 ** 20;

/**
 * Opens a run after `epoch` epochs: the saved state where it is of that epoch, else that of a replay from the start. The
 * replay, which measures nothing on the way, gives the path in either case.
 *
 * @throws RunFolderError when the data have changed since
 * @throws DataError, ParameterFileError when they cannot be read
 */
export async function openPoint(
  run: RecordedRun,
  epoch: number,
  { engine, begin }: OpenOptions = {},
): Promise<PointOfRun> {
  const notes: string[] = [];
  // A process at work keeps this status until it ends.
  if (run.manifest.status === 'interrupted') {
    notes.push(
      `the run is unfinished, or still going on: it had ${run.lastEpoch} of ${counted(run.config.training.epochs, 'epoch')} when it was read`,
    );
  }
  const { seed, checkpoint } = run;
  const steps = replayConfig(run.config, epoch);
  const { session: trainer, pins } = await openPinned(run, steps, notes);
  let measurer = trainer;
  const dispose = () => {
    for (const session of new Set([trainer, measurer])) session.dispose();
  };
  try {
    checkData(run, trainer);
    if (engine !== undefined) measurer = await openSession(measuredBy(steps, engine), seed, pins);
    const { dimension } = trainer.layout;
    const pathEvery = Math.max(
      1,
      Math.ceil(epoch / MOST_POINTS),
      Math.ceil((8 * dimension * epoch) / MOST_BYTES),
    );
    if (epoch > 0) begin?.(`Replaying ${counted(epoch, 'epoch')}`);
    const path: PathPoint[] = [];
    const last = replay(trainer, ({ state }) => {
      if (state.epoch % pathEvery === 0 || state.epoch === epoch) {
        path.push({ epoch: state.epoch, parameters: state.parameters });
      }
    });
    const saved = checkpoint?.epoch === epoch ? checkpoint : null;
    const written = saved === null ? await finalParameters(run, epoch, trainer) : null;
    const state = saved ?? { ...last.state, ...(written && { parameters: written }) };
    const check = compareReplay(run, epoch, last, state.parameters, trainer);
    if (check.note !== '') notes.push(check.note);
    if (last.state.epoch !== epoch && saved === null) {
      throw new RunFolderError(
        `the replay of ${run.directory} ended at epoch ${last.state.epoch}, not ${epoch}: ${check.note}`,
      );
    }
    const origin = saved ? 'checkpoint' : written ? 'parameters.json' : 'replay';
    return { epoch, state, session: measurer, origin, path, pathEvery, check, notes, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** On the run's own backends; where one is missing here, on those that this machine would choose, and a note. */
async function openPinned(
  run: RecordedRun,
  config: ArmConfig,
  notes: string[],
): Promise<{ readonly session: TrainingSession; readonly pins: EnginePins }> {
  const pins = pinsOf(run.manifest);
  try {
    return { session: await openSession(config, run.seed, pins), pins };
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error;
    const session = await openSession(config, run.seed);
    const { training } = session.engines;
    notes.push(
      `the run's backends are not all available here: the replay runs on ${training.name} ${training.backend}, the run had ${run.manifest.training?.backend ?? 'none'}`,
    );
    return { session, pins: [] };
  }
}

function measuredBy(config: ArmConfig, engine: 'closed-form' | 'tfjs'): ArmConfig {
  const isOther = engine === 'tfjs' || config.curvature.engine === 'tfjs';
  const precision = engine === 'tfjs' ? ('float32' as const) : ('float64' as const);
  return { ...config, curvature: { ...config.curvature, engine, ...(isOther && { precision }) } };
}

function checkData({ directory, manifest }: RecordedRun, { data, config }: TrainingSession): void {
  if (manifest.dataHash === null || manifest.dataHash === data.hash) return;
  const source = 'path' in config.data ? config.data.path : config.data.source;
  throw new RunFolderError(
    `${join(directory, 'manifest.json')}: dataHash: the run had data of hash ${manifest.dataHash}, ${source} now gives ${data.hash}. Put the old data back, or begin a new run.`,
  );
}

/** The parameters that a run left when it ended, where it has them and no checkpoint. */
async function finalParameters(
  { directory, lastEpoch, manifest, checkpoint }: RecordedRun,
  epoch: number,
  { layout }: TrainingSession,
): Promise<Float64Array | null> {
  const file = join(directory, 'parameters.json');
  if (manifest.end === null || checkpoint !== null || epoch !== lastEpoch || !(await isFile(file)))
    return null;
  return fromParameterFile(layout, readParameterFile(file), file);
}
