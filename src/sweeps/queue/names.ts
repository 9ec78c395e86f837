import { canonicalJson, sha256 } from '../../config/hash.ts';
import { armJsonSchema } from '../../config/json-schema.ts';
import { packageVersion } from '../../runs/version.ts';
import type { Job } from '../job.ts';

/** Before every key in Redis. */
export const PREFIX = 'hessian-lab';

/** The key of a hash in Redis: each queue that was ever used there, with its version in words. */
export const QUEUES_KEY = `${PREFIX}:queues`;

/** A week, in seconds: how long Redis keeps what nobody fetches. */
export const KEEP_SECONDS = 7 * 24 * 3600;

/** A run that fails for another reason than its config, or whose answer is none, is tried so often. */
export const MOST_TRIES = 3;

/** A run whose worker is lost more often is given up: it may be what ends them. */
export const MOST_TAKEOVERS = 5;

/** The version of this program, as far as the two ends of a queue must agree on it. */
export interface QueueVersion {
  /**
   * The name of the queue: the package's version and a hash of the config's schema. So an end never sees the runs of
   * another version; that there are some is told by `QUEUES_KEY`.
   */
  readonly queue: string;
  /** For people. */
  readonly label: string;
}

/** The version of this program. */
export function queueVersion(): QueueVersion {
  const version = packageVersion();
  const schema = sha256(canonicalJson(armJsonSchema())).slice(0, 8);
  return { queue: `runs-${version}-${schema}`, label: `${version} (schema ${schema})` };
}

/**
 * The id of a job in the queue: the same whenever its sweep is run again, so that no run is queued twice. Two points of
 * one sweep that are the same run under two names stay two.
 */
export function queueId({ id, label, config }: Job): string {
  return `r${sha256(JSON.stringify([id, label, config.name])).slice(0, 40)}`;
}

/** The key in Redis of a file that runs read, by its SHA-256. */
export function fileKey(hash: string): string {
  return `${PREFIX}:file:${hash}`;
}

/** The name of a worker's connection, which a sweep sees in Redis' list of clients. */
export function workerName({ queue }: QueueVersion, jobs: number): string {
  return `${PREFIX}:${queue}:worker:${jobs}`;
}

/** The queue and the processes of a worker, read from the name of its connection; null for any other connection. */
export function readWorkerName(name: string): { queue: string; jobs: number } | null {
  const [prefix, queue, role, jobs] = name.split(':');
  if (prefix !== PREFIX || role !== 'worker' || queue === undefined) return null;
  return { queue, jobs: Number(jobs) || 1 };
}
