import type { Redis, RedisOptions } from 'ioredis';
import { type QueueAddress, withoutPassword } from './address.ts';
import { notAllowed, QueueError, QueueUnreachableError } from './errors.ts';
import type { QueuePackages } from './packages.ts';
import { checkServer } from './server.ts';

/** How long a first answer may take; nobody waits longer for a typing error in an address. */
const PATIENCE_MILLISECONDS = 6000;

/**
 * A connection that was cut without a word (a router that forgot it) shows by a command without an answer. Longer than
 * a worker waits for a run in one command, see `DRAIN_SECONDS` there.
 */
const SILENCE_MILLISECONDS = 6000;

/** Between two tries to reach a server that was there before; the first is at once. */
const LONGEST_PAUSE_MILLISECONDS = 2000;

/** A connection to the Redis of a queue, which comes back by itself. */
export interface QueueConnection {
  readonly redis: Redis;
  readonly address: QueueAddress;
  /** Whether there was an answer lately; false while the server is away. */
  isUp(): boolean;
  /** Called whenever the server is back, maybe without what it held before. */
  onBack(action: () => void): void;
  close(): void;
}

/**
 * Connects to the Redis of a queue. From then on, a connection that is lost is made again however long it takes, and what
 * was asked meanwhile waits; `notify` is told of both.
 *
 * @param name shown by Redis' `CLIENT LIST`
 * @throws QueueUnreachableError where nothing answers within seconds
 * @throws QueueError where the server refuses the password, or is too old
 */
export async function connect(
  address: QueueAddress,
  { Redis: Client }: Pick<QueuePackages, 'Redis'>,
  name: string,
  notify: (message: string) => void,
): Promise<QueueConnection> {
  let opened = false;
  let closed = false;
  let up = true;
  let problem: Error | null = null;
  const redis = new Client({
    ...optionsOf(address),
    connectionName: name,
    retryStrategy: (times) => (opened ? Math.min(100 * times, LONGEST_PAUSE_MILLISECONDS) : null),
  });
  redis.on('error', (error) => {
    problem = error;
  });
  const back: (() => void)[] = [];
  redis.on('close', () => {
    if (!opened || !up || closed) return;
    up = false;
    notify(`${address.label} is away${reasonOf(problem, address)}; waiting until it is back.`);
  });
  redis.on('ready', () => {
    if (up) return;
    up = true;
    problem = null;
    notify(`${address.label} is back.`);
    for (const action of back) action();
  });
  try {
    const info = await firstAnswer(redis, address.database);
    for (const warning of checkServer(info, address.label)) notify(warning);
  } catch (error) {
    redis.disconnect();
    throw asQueueError(problem ?? (error as Error), address);
  }
  opened = true;
  return {
    redis,
    address,
    isUp: () => up,
    onBack: (action) => {
      back.push(action);
    },
    close: () => {
      closed = true;
      redis.disconnect();
    },
  };
}

function optionsOf(address: QueueAddress) {
  const { host, port, database, username, password, tls } = address;
  return {
    host,
    port,
    db: database,
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    ...(tls && { tls: tls.ca === null ? {} : { ca: tls.ca } }),
    lazyConnect: true,
    connectTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: SILENCE_MILLISECONDS,
    keepAlive: 10_000,
    // Commands wait for a server that is away, however long.
    maxRetriesPerRequest: null,
  } satisfies RedisOptions;
}

async function firstAnswer(redis: Redis, database: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const silence = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
    timer = setTimeout(() => reject(silence), PATIENCE_MILLISECONDS);
  });
  try {
    const answer = async () => {
      await redis.connect();
      // ioredis goes on in database 0 where there is no such database.
      await redis.select(database);
      return redis.info();
    };
    return await Promise.race([answer(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What Redis or the network says, as an error of ours with the remedy. */
function asQueueError(error: Error, address: QueueAddress): Error {
  if (error instanceof QueueError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const said = withoutPassword(message, address).replace(/\.$/, '');
  if (/^NOPERM/.test(message)) return notAllowed(address.label, said);
  if (/WRONGPASS|NOAUTH|invalid password|without any password/.test(message)) {
    const problem = address.password === null ? 'asks for a password' : `refuses the password: ${said}`;
    return new QueueError(
      `${address.label} ${problem}. Write it into the address, redis://:password@host or redis://user:password@host, best in the environment variable HESSIAN_LAB_QUEUE.`,
    );
  }
  if (/certificate|self.signed|altnames|wrong version number|SSL|TLS/i.test(`${code} ${message}`)) {
    return new QueueError(
      `${address.label}: TLS failed: ${said}. --queue-ca FILE names the certificates to trust; a server without TLS has redis:// and not rediss://.`,
    );
  }
  if (/DB index|invalid DB/i.test(message)) {
    return new QueueError(`${address.label}: the server has no such database: ${said}.`);
  }
  return new QueueUnreachableError(
    `${address.label} does not answer${reasonOf(error, address)}. Is Redis running there (redis-server), with TLS (rediss://) or without (redis://), and may this machine reach it?`,
  );
}

function reasonOf(error: Error | null, address: QueueAddress): string {
  if (error === null) return '';
  const { code, message } = error as NodeJS.ErrnoException;
  return ` (${code ?? withoutPassword(message, address)})`;
}
