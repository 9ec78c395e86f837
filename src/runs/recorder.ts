import { join } from 'node:path';
import { writeConfig } from '../config/write.ts';
import { toParameterFile } from '../models/parameters.ts';
import type { MlpEngine } from '../objectives/engine.ts';
import { type BackendName, openBackend } from '../objectives/tfjs/backend.ts';
import { usesOperations } from '../training/engine-pins.ts';
import type { TrainingEvent } from '../training/event.ts';
import type { TrainingSession } from '../training/session.ts';
import type { TrainingState } from '../training/state.ts';
import { type VerificationRecord, verifyObjectives } from '../training/verification.ts';
import { checkpointText } from './checkpoint.ts';
import { checkpointCadence } from './checkpoint-cadence.ts';
import { runDirectory, runFolder } from './directory.ts';
import { firstManifest } from './first-manifest.ts';
import { type EngineDescription, manifestFile, type Provenance, type RunStatus } from './manifest.ts';
import type { Run } from './plan.ts';
import { quantityLogs } from './quantity-logs.ts';
import { identityOf, newLogs, type PriorRun, recoverLogs } from './recovery.ts';
import { checkFits, checkSameData } from './resume-checks.ts';
import type { RunSummary } from './summary.ts';
import { tensorboardLog } from './tensorboard/log.ts';
import { VERIFICATION_FILE, verificationLog } from './verification-log.ts';
import { jsonFileText, type WholeFile, writeTogether } from './write.ts';

/** The files of one run, `<directory>/<arm>/seed-<n>/`, as they come to be. Every method may throw a WriteError. */
export interface RunRecorder {
  readonly directory: string;
  /** The state of the checkpoint to go on from; null at the start. */
  readonly resumeFrom: TrainingState | null;
  /** How it was gone on with, for people; null for a run that is new. */
  readonly note: string | null;
  /**
   * Notes what was opened: engines, data, notices. Throws a ResumeError when a run that is gone on with would get other
   * data, or a network that its checkpoint does not fit.
   */
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

/**
 * Makes the folder of a run and writes what is known before it starts: `config.yaml` and the manifest.
 *
 * @param prior what an earlier process left in the folder, to be gone on with; default: there is no folder yet
 * @throws WriteError
 * @throws SettingError where the cadence of checkpoints is set to nonsense
 * @throws CheckpointError, LogError when what it left is damaged
 */
export async function startRecorder(
  directory: string,
  run: Run,
  provenance: Provenance,
  prior?: PriorRun,
): Promise<RunRecorder> {
  const { arm, config, seed } = run;
  const path = prior ? runFolder(directory, arm, seed) : await runDirectory(directory, arm, seed);
  const identity = identityOf(run);
  const cadence = checkpointCadence();
  const isBegun = prior !== undefined && prior.isEmpty !== true;
  const {
    state: resumeFrom,
    epochs,
    timings,
    digest,
    note,
  } = isBegun ? await recoverLogs(path, run) : newLogs(path, run);
  const verification = verificationLog(join(path, VERIFICATION_FILE));
  // One that starts over keeps no row of theirs.
  const lastEpoch = isBegun ? (resumeFrom?.epoch ?? -1) : null;
  const quantities = quantityLogs(path, config.curvature, lastEpoch);
  const tensorboard = config.log.tensorboard ? tensorboardLog(path, config.curvature, lastEpoch) : null;
  let session: TrainingSession | null = null;
  let latest = resumeFrom;
  let manifest = firstManifest(run, identity.configHash, provenance, prior?.manifest ?? null, resumeFrom);
  await writeTogether(path, [
    { name: 'config.yaml', content: writeConfig({ ...config, seeds: [seed] }) },
    manifestFile(manifest),
  ]);

  const saveCheckpoint = async (state: TrainingState, beside: readonly WholeFile[] = []) => {
    const begun = performance.now();
    // The rows first: a checkpoint must never know of one that a power cut then takes away.
    quantities.synchronise();
    tensorboard?.synchronise();
    epochs.synchronise();
    timings.synchronise();
    const checkpoint = { name: 'checkpoint.json', content: checkpointText(identity, state) };
    await writeTogether(path, [...beside, checkpoint]);
    cadence.written(performance.now() - begun);
  };
  const counts = () => ({
    epochsToTarget: latest?.epochsToTarget ?? null,
    gradients: latest?.gradients ?? 0,
    products: latest?.products ?? 0,
  });

  return {
    directory: path,
    resumeFrom,
    note,

    async opened(opening) {
      if (prior?.manifest) checkSameData(path, prior.manifest, opening);
      if (resumeFrom) checkFits(path, resumeFrom, opening);
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
        versions: { ...manifest.versions, ...(await tensorflowVersions([training, curvature])) },
      };
      await writeTogether(path, [manifestFile(manifest)]);
    },

    async verify(state) {
      if (!config.verify || !session) return;
      if (verification.rows().some(({ epoch }) => epoch === state.epoch)) return;
      await verification.add(verifyObjectives(session, state));
    },

    disagreements: verification.disagreements,

    async record(event) {
      latest = event.state;
      digest.add(event.record);
      // First, so that whoever sees a row of epochs.csv finds what belongs to it.
      quantities.append(event.record);
      tensorboard?.append(event.record);
      epochs.append(event.record);
      timings.append(event.timings);
      if (cadence.isDue()) await saveCheckpoint(event.state);
    },

    async save(state) {
      await saveCheckpoint(state);
      await writeTogether(path, [manifestFile({ ...manifest, ...counts(), epochs: state.epoch })]);
    },

    async close(status, message, state) {
      if (state && session) {
        const parameters = jsonFileText(toParameterFile(session.layout, state.parameters));
        await saveCheckpoint(state, [{ name: 'parameters.json', content: parameters }]);
      }
      const rows = digest.result();
      const end = new Date().toISOString();
      const last = { ...manifest, ...counts(), status, message, end, epochs: rows.epochs };
      await writeTogether(path, [manifestFile(last)]);
      return { arm, seed, status, ...rows, ...counts(), verification: verification.verdict() };
    },
  };
}

function describeEngine({ name, backend, precision, threads }: MlpEngine): EngineDescription {
  return { engine: name, backend, precision, threads: threads ?? null };
}

/** The backend of TensorFlow.js that an engine computes on; null where it does without. */
function tensorflowBackend({ name, backend }: MlpEngine): BackendName | null {
  return name === 'tfjs' ? (backend as BackendName) : usesOperations(backend) ? 'native' : null;
}

async function tensorflowVersions(
  engines: readonly MlpEngine[],
): Promise<{ tfjs: string | null; backend: string | null }> {
  const name = engines.map(tensorflowBackend).find((backend) => backend !== null);
  if (!name) return { tfjs: null, backend: null };
  const { tf, description } = await openBackend(name);
  return { tfjs: tf.version.tfjs, backend: description };
}
