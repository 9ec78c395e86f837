import type { GitState } from './git.ts';
import type { Machine } from './machine.ts';
import { jsonFileText, type WholeFile } from './write.ts';

/** The ways in which a run ends. */
export const runStatuses = ['completed', 'diverged', 'interrupted', 'failed'] as const;

/**
 * How a run ended. A run that still goes on, or whose process was killed, reads `interrupted` with `end: null`:
 * the manifest is written at the start already, and nobody is left to correct it after a kill.
 */
export type RunStatus = (typeof runStatuses)[number];

/** Whether a run has come to an end that nothing goes on from: the others are gone on with, or tried again. */
export function isFinal(status: RunStatus): boolean {
  return status === 'completed' || status === 'diverged';
}

/** The convention behind every loss, gradient and eigenvalue of a run. */
export const lossConvention =
  'mean squared error: the mean over rows and outputs of (prediction - target)^2, without a factor 1/2; lambda_max belongs to its Hessian over the curvatureRows (the whole training split unless curvature.samples says less), with their batch statistics where there is batch norm';

/** What computed something: the training or the curvature. */
export interface EngineDescription {
  readonly engine: string;
  readonly backend: string;
  readonly precision: string;
  /** Threads it may use; null where the engine does not tell. No number depends on it. */
  readonly threads: number | null;
}

/** What is the same for every run of one process. */
export interface Provenance {
  readonly versions: {
    readonly hessianLab: string;
    readonly node: string;
  };
  readonly machine: Machine;
  /** The checkout that the config lies in; null outside git. */
  readonly git: GitState | null;
}

/** One going on after an interruption. */
export interface Resumption {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Epoch of the checkpoint; null where there was none and the run started over. */
  readonly fromEpoch: number | null;
  /** The versions that went on; those of the start are in `versions`. */
  readonly hessianLab: string;
  readonly node: string;
}

/**
 * `manifest.json`: what was run, on what, and how it ended. Fields that are not known yet are null; `end` is null
 * exactly as long as nobody has recorded an end.
 */
export interface Manifest {
  /** Version of this form. */
  readonly format: 1;
  readonly experiment: string;
  readonly arm: string;
  readonly seed: number;
  readonly status: RunStatus;
  /** How the run ended, in words. */
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly start: string;
  readonly end: string | null;
  /** SHA-256 of the resolved config without the seeds: equal for the seeds of one arm. */
  readonly configHash: string;
  /** SHA-256 of the data before split and transforms. */
  readonly dataHash: string | null;
  readonly loss: string;
  /** Length of the flat parameter vector. */
  readonly parameters: number | null;
  readonly trainRows: number | null;
  readonly testRows: number | null;
  /** Training rows that the curvature is of: `trainRows` unless `curvature.samples` says less. */
  readonly curvatureRows: number | null;
  /** SHA-256 of their numbers in the source, ascending, as little-endian int32. */
  readonly curvatureRowsHash: string | null;
  readonly training: EngineDescription | null;
  readonly curvature: EngineDescription | null;
  /** Why these engines and backends. */
  readonly engineReasons: readonly string[];
  /** What the reader should know of data, rows and batches: constant columns. */
  readonly notices: readonly string[];
  /** `tfjs` and `backend` are null where TensorFlow.js has no part in the run. */
  readonly versions: Provenance['versions'] & {
    readonly tfjs: string | null;
    readonly backend: string | null;
  };
  readonly machine: Machine;
  readonly git: GitState | null;
  /** Each `--resume`, in order; [] for a run that went through. */
  readonly resumed: readonly Resumption[];
  readonly epochs: number | null;
  readonly epochsToTarget: number | null;
  /** Gradients and Hessian-vector products computed. */
  readonly gradients: number;
  readonly products: number;
}

/** `manifest.json` as it is written into the folder of a run. */
export function manifestFile(manifest: Manifest): WholeFile {
  return { name: 'manifest.json', content: jsonFileText(manifest) };
}
