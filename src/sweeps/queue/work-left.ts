import { withoutPassword } from './address.ts';
import type { QueueConnection } from './connection.ts';
import { foreignKeys } from './errors.ts';
import { PREFIX, QUEUES_KEY, queueVersion } from './names.ts';

/** The runs of this version that wait, or that somebody works on. Throws a QueueError where the keys hold something else. */
export function workLeft(connection: QueueConnection): Promise<number> {
  return lengthOf(connection, queueVersion().queue);
}

/** The other versions, in words, for which runs wait. */
export async function otherWork(connection: QueueConnection): Promise<string[]> {
  const { queue } = queueVersion();
  const versions = Object.entries(await connection.redis.hgetall(QUEUES_KEY));
  const found = versions.map(async ([name, label]) =>
    name !== queue && (await lengthOf(connection, name)) > 0 ? [label] : [],
  );
  return (await Promise.all(found)).flat();
}

async function lengthOf({ redis, address }: QueueConnection, queue: string): Promise<number> {
  const key = (state: string) => `${PREFIX}:${queue}:${state}`;
  const counts = await Promise.all([
    redis.llen(key('wait')),
    redis.llen(key('active')),
    redis.zcard(key('delayed')),
    redis.zcard(key('prioritized')),
  ]).catch((error: Error) => {
    if (/^WRONGTYPE/.test(error.message))
      throw foreignKeys(address.label, withoutPassword(error.message, address));
    throw error;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
