import type { QueueConnection } from './connection.ts';
import { queueVersion, readWorkerName } from './names.ts';

/** How long a sweep without workers says nothing: the first ones may be starting. */
const PATIENCE_MILLISECONDS = 5000;

/** The workers that are connected to a Redis. */
export interface WorkerCount {
  /** Of this version. */
  readonly ours: number;
  /** The queues of other versions that have some. */
  readonly others: readonly string[];
}

/** Counts the connections by their names; null where the server does not let us see them. */
export async function countWorkers({ redis }: QueueConnection): Promise<WorkerCount | null> {
  let clients: string;
  try {
    clients = String(await redis.client('LIST'));
  } catch {
    return null;
  }
  const workers = [...clients.matchAll(/ name=(\S+)/g)].flatMap(([, name]) => readWorkerName(name!) ?? []);
  const { queue } = queueVersion();
  return {
    ours: workers.filter((worker) => worker.queue === queue).length,
    others: [...new Set(workers.map((worker) => worker.queue).filter((name) => name !== queue))],
  };
}

/** Tells a sweep that nobody works on it, once each time it comes to that. */
export function watchWorkers(connection: QueueConnection, notify: (message: string) => void) {
  const { label } = queueVersion();
  let missingSince: number | null = null;
  let told = false;
  return {
    async look(): Promise<void> {
      const count = await countWorkers(connection);
      if (count === null || count.ours > 0) {
        missingSince = null;
        told = false;
        return;
      }
      missingSince ??= performance.now();
      if (told || performance.now() - missingSince < PATIENCE_MILLISECONDS) return;
      told = true;
      const { others } = count;
      notify(
        others.length === 0
          ? `No worker listens at ${connection.address.label}: start some with hessian-lab worker --queue ${connection.address.label}.`
          : `The workers at ${connection.address.label} are of another version (${others.map(versionOf).join(', ')}) and take no run of this one, ${label}: install the same version there.`,
      );
    },
  };
}

/** The version in words of the name of a queue. */
export function versionOf(queue: string): string {
  const [, version, schema] = /^runs-(.*)-([0-9a-f]{8})$/.exec(queue) ?? [];
  return version === undefined ? queue : `${version} (schema ${schema})`;
}
