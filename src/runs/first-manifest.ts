import type { TrainingState } from '../training/state.ts';
import { lossConvention, type Manifest, type Provenance } from './manifest.ts';
import type { Run } from './plan.ts';
import type { PriorManifest } from './read-manifest.ts';

/**
 * The manifest of a run that starts or goes on: without an end. One that goes on keeps its start, its engines, its data
 * and the checkout of its config, and notes who went on from where.
 */
export function firstManifest(
  { arm, config, seed }: Run,
  configHash: string,
  { versions, machine, git }: Provenance,
  prior: PriorManifest | null,
  resumeFrom: TrainingState | null,
): Manifest {
  const now = new Date().toISOString();
  return {
    format: 1,
    experiment: config.name,
    arm,
    seed,
    status: 'interrupted',
    message:
      'no end was recorded: the run still goes on, or its process was killed before it could save (status interrupted with end null); its rows so far are in epochs.csv, its last state in checkpoint.json if there is one',
    start: prior?.start ?? now,
    end: null,
    configHash,
    dataHash: prior?.dataHash ?? null,
    loss: lossConvention,
    parameters: null,
    trainRows: null,
    testRows: null,
    curvatureRows: null,
    curvatureRowsHash: null,
    training: prior?.training ?? null,
    curvature: prior?.curvature ?? null,
    engineReasons: [],
    notices: [],
    versions: { ...(prior?.versions ?? versions), tfjs: null, backend: null },
    machine,
    git: prior ? prior.git : git,
    resumed: prior ? [...prior.resumed, { at: now, fromEpoch: resumeFrom?.epoch ?? null, ...versions }] : [],
    epochs: resumeFrom?.epoch ?? null,
    epochsToTarget: resumeFrom?.epochsToTarget ?? null,
    gradients: resumeFrom?.gradients ?? 0,
    products: resumeFrom?.products ?? 0,
  };
}
