import { join } from 'node:path';
import { configHash } from '../config/hash.ts';
import { writeConfig } from '../config/write.ts';
import { toParameterFile } from '../models/parameters.ts';
import type { MlpEngine } from '../objectives/engine.ts';
import { type BackendName, openBackend } from '../objectives/tfjs/backend.ts';
import type { TrainingEvent } from '../training/event.ts';
import type { TrainingSession } from '../training/session.ts';
import type { TrainingState } from '../training/state.ts';
import { type VerificationRecord, verifyObjectives } from '../training/verification.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { epochColumns, timingColumns } from './columns.ts';
import { csvLog } from './csv-log.ts';
import { runDirectory } from './directory.ts';
import {
  type EngineDescription,
  lossConvention,
  type Manifest,
  type Provenance,
  type RunStatus,
  writeManifest,
} from './manifest.ts';
import type { Run } from './plan.ts';
import { quantityLogs } from './quantity-logs.ts';
import { type RunSummary, rowDigest } from './summary.ts';
import { verificationLog } from './verification-log.ts';
import { writeJson, writeWhole } from './write.ts';

/** How long a run may go on between two checkpoints, so that a killed one loses little: 10 seconds. */
const CHECKPOINT_MILLISECONDS = 10_000;

/** The files of one run, `<directory>/<arm>/seed-<n>/`, as they come to be. Every method may throw a WriteError. */
export interface RunRecorder {
  readonly directory: string;
  /** Notes what was opened: engines, data, notices. */
  opened(session: TrainingSession): Promise<void>;
  /**
   * With `verify: true`: compares both objectives at this state and writes `verification.csv`; once for each epoch,
   * also when the run was interrupted and goes on.
   */
  verify(state: TrainingState): Promise<void>;
  /** The rows of `verification.csv` that do not agree. */
  disagreements(): readonly VerificationRecord[];
  /** Appends a row to `epochs.csv` and to `timings.csv`, its rows to the files in long form, and saves a checkpoint now and then. */
  record(event: TrainingEvent): Promise<void>;
  /** Saves a checkpoint now, and its counts in the manifest, which stays without an end: the run goes on. */
  save(state: TrainingState): Promise<void>;
  /**
   * Closes the run: the parameters and checkpoint of `state` (null: there is none), then the manifest, so that one
   * with an end has everything beside it.
   */
  close(status: RunStatus, message: string, state: TrainingState | null): Promise<RunSummary>;
}

/** Makes the folder of a run and writes what is known before it starts: `config.yaml` and the manifest. */
export async function startRecorder(
  directory: string,
  run: Run,
  provenance: Provenance,
): Promise<RunRecorder> {
  const { arm, config, seed } = run;
  const path = await runDirectory(directory, arm, seed);
  const hash = configHash(config);
  const digest = rowDigest();
  const epochs = csvLog(join(path, 'epochs.csv'), epochColumns(config.curvature));
  const timings = csvLog(join(path, 'timings.csv'), timingColumns);
  const quantities = quantityLogs(path, config.curvature, null);
  const verification = verificationLog(join(path, 'verification.csv'));
  let session: TrainingSession | null = null;
  let latest: TrainingState | null = null;
  let saved = performance.now();
  let manifest: Manifest = {
    format: 1,
    experiment: config.name,
    arm,
    seed,
    status: 'interrupted',
    message:
      'no end was recorded: the run still goes on, or its process was killed before it could save (status interrupted with end null); its rows so far are in epochs.csv, its last state in checkpoint.json if there is one',
    start: new Date().toISOString(),
    end: null,
    configHash: hash,
    dataHash: null,
    loss: lossConvention,
    parameters: null,
    trainRows: null,
    testRows: null,
    curvatureRows: null,
    curvatureRowsHash: null,
    training: null,
    curvature: null,
    engineReasons: [],
    notices: [],
    versions: { ...provenance.versions, tfjs: null, backend: null },
    machine: provenance.machine,
    git: provenance.git,
    epochs: null,
    epochsToTarget: null,
    gradients: 0,
    products: 0,
  };
  await writeWhole(join(path, 'config.yaml'), writeConfig({ ...config, seeds: [seed] }));
  await writeManifest(path, manifest);

  const saveCheckpoint = (state: TrainingState) =>
    writeCheckpoint(join(path, 'checkpoint.json'), { configHash: hash, seed }, state);
  const disagreements = () => verification.rows().filter(({ agrees }) => !agrees);
  const verdict = () => {
    if (verification.rows().length === 0) return null;
    return disagreements().length === 0 ? 'agrees' : 'disagrees';
  };
  const counts = () => ({
    epochsToTarget: latest?.epochsToTarget ?? null,
    gradients: latest?.gradients ?? 0,
    products: latest?.products ?? 0,
  });

  return {
    directory: path,

    async opened(opening) {
      session = opening;
      const { training, curvature, reasons } = session.engines;
      manifest = {
        ...manifest,
        dataHash: session.data.hash,
        parameters: session.layout.dimension,
        trainRows: session.data.train.inputs.rows,
        testRows: session.data.test?.inputs.rows ?? 0,
        curvatureRows: session.curvatureRows.part.inputs.rows,
        curvatureRowsHash: session.curvatureRows.hash,
        training: describeEngine(training),
        curvature: describeEngine(curvature),
        engineReasons: reasons,
        notices: session.notices,
        versions: { ...provenance.versions, ...(await tensorflowVersions([training, curvature])) },
      };
      await writeManifest(path, manifest);
    },

    async verify(state) {
      if (!config.verify || !session) return;
      if (verification.rows().some(({ epoch }) => epoch === state.epoch)) return;
      await verification.add(verifyObjectives(session, state));
    },

    disagreements,

    async record(event) {
      latest = event.state;
      digest.add(event.record);
      // First, so that whoever sees a row of epochs.csv finds what belongs to it.
      quantities.append(event.record);
      epochs.append(event.record);
      timings.append(event.timings);
      if (performance.now() - saved < CHECKPOINT_MILLISECONDS) return;
      await saveCheckpoint(event.state);
      saved = performance.now();
    },

    async save(state) {
      await saveCheckpoint(state);
      await writeManifest(path, { ...manifest, ...counts(), epochs: state.epoch });
    },

    async close(status, message, state) {
      if (state && session) {
        await writeJson(join(path, 'parameters.json'), toParameterFile(session.layout, state.parameters));
        await saveCheckpoint(state);
      }
      const rows = digest.result();
      const end = new Date().toISOString();
      await writeManifest(path, { ...manifest, ...counts(), status, message, end, epochs: rows.epochs });
      return { arm, seed, status, ...rows, ...counts(), verification: verdict() };
    },
  };
}

function describeEngine({ name, backend, precision, threads }: MlpEngine): EngineDescription {
  return { engine: name, backend, precision, threads: threads ?? null };
}

async function tensorflowVersions(
  engines: readonly MlpEngine[],
): Promise<{ tfjs: string | null; backend: string | null }> {
  const engine = engines.find(({ name }) => name === 'tfjs');
  if (!engine) return { tfjs: null, backend: null };
  const { tf, description } = await openBackend(engine.backend as BackendName);
  return { tfjs: tf.version.tfjs, backend: description };
}
