import { startProxy, type Proxy as Wire } from '../services/proxy.ts';
import { type RedisServer, startRedis } from '../services/redis-server.ts';
import { RUNS, type Spoken, type SweepPlace, until } from './redis-place.ts';

/** What a scenario has at hand; all of it ends with it. */
export interface Scene {
  readonly place: SweepPlace;
  /** The sweep's folder, of this try alone. */
  readonly out: string;
  /** Runs that are to have ended before the fault. */
  readonly after: number;
  readonly redis: RedisServer;
  worker(url?: string, ...args: string[]): Spoken;
  sweep(url?: string): Spoken;
  proxy(): Promise<Wire>;
  /** Waits until `after` runs are there, and remembers what must not be lost. */
  fault(): Promise<void>;
  /** Waits for the sweep's end. Throws with what it said unless it ended well. */
  whole(sweep: Spoken): Promise<void>;
}

/** Something that befalls a sweep by a queue. */
export interface Scenario {
  readonly fault: string;
  readonly persistence: 'always' | 'none';
  /** Has it happen, and lets the sweep end. Throws where that does not go as it has to. */
  happen(scene: Scene): Promise<void>;
}

async function redisKilled(scene: Scene): Promise<void> {
  const { redis, worker, sweep, fault, whole } = scene;
  worker();
  const going = sweep();
  await fault();
  await redis.kill();
  await until('the sweep says so', () => going.said().includes('is away'));
  await redis.restart();
  await whole(going);
  if (!going.said().includes('is back')) throw new Error(`nobody told that it is back: ${going.said()}`);
}

/** A worker and a sweep that reach Redis through a proxy, at the moment of the fault. */
async function faultBehindProxy({
  proxy,
  worker,
  sweep,
  fault,
}: Scene): Promise<{ between: Wire; going: Spoken }> {
  const between = await proxy();
  const url = `redis://127.0.0.1:${between.port}`;
  worker(url);
  const going = sweep(url);
  await fault();
  return { between, going };
}

/** All of them; each leaves the bytes of a local sweep, each run once. */
export const scenarios: readonly Scenario[] = [
  { fault: 'Redis killed and restarted with what it held', persistence: 'always', happen: redisKilled },
  { fault: 'Redis killed and restarted empty', persistence: 'none', happen: redisKilled },
  {
    fault: 'worker killed',
    persistence: 'none',
    async happen({ worker, sweep, fault, after, whole }) {
      const doomed = worker();
      const going = sweep();
      await fault();
      await until('it has begun another run', () => doomed.said().split(' begun').length > after + 1);
      doomed.child.kill('SIGKILL');
      worker();
      await whole(going);
    },
  },
  {
    fault: 'worker interrupted: it gives its run back',
    persistence: 'none',
    async happen({ worker, sweep, fault, whole }) {
      const going = sweep();
      const first = worker();
      await fault();
      first.child.kill('SIGINT');
      const code = await first.ended;
      if (code !== 130) throw new Error(`the worker ended with ${code}: ${first.said()}`);
      worker();
      await whole(going);
    },
  },
  {
    fault: 'sweep killed and started again',
    persistence: 'none',
    async happen({ place, out, worker, sweep, fault, whole }) {
      const hands = worker();
      const doomed = sweep();
      await fault();
      doomed.child.kill('SIGKILL');
      await until('all is done', () => hands.said().split(' completed after').length > RUNS);
      hands.child.kill('SIGKILL');
      await hands.ended;
      if (place.endedIn(out) === RUNS) throw new Error('the sweep was killed too late');
      // Nobody works any more: what is missing is in the queue.
      await whole(sweep());
    },
  },
  {
    fault: 'connections cut',
    persistence: 'none',
    async happen(scene) {
      const { between, going } = await faultBehindProxy(scene);
      between.cut();
      await scene.whole(going);
    },
  },
  {
    fault: 'connections silent, nobody told',
    persistence: 'none',
    async happen(scene) {
      const { between, going } = await faultBehindProxy(scene);
      between.swallow();
      await until('the sweep says so', () => going.said().includes('is away'));
      between.heal();
      await scene.whole(going);
    },
  },
];

/** What was there before the fault, and which runs workers have begun. */
export interface Trace {
  readonly before: ReadonlyMap<string, string>;
  /** Names of runs, one for each time that a worker has begun it. */
  readonly begun: readonly string[];
}

/**
 * Plays a scenario.
 *
 * @param after runs that are to have ended before the fault
 * @throws Error where it did not go as it has to
 */
export async function play(
  { persistence, happen }: Scenario,
  place: SweepPlace,
  out: string,
  after: number,
): Promise<Trace> {
  const redis = await startRedis({ persistence });
  const started: Spoken[] = [];
  const wires: Wire[] = [];
  let before: ReadonlyMap<string, string> = new Map();
  const keep = (one: Spoken) => {
    started.push(one);
    return one;
  };
  const scene: Scene = {
    place,
    out,
    after,
    redis,
    worker: (url = redis.url, ...args) => keep(place.worker(url, ...args)),
    sweep: (url = redis.url) => keep(place.sweep(url, out)),
    async proxy() {
      const proxy = await startProxy(redis.port);
      wires.push(proxy);
      return proxy;
    },
    async fault() {
      await until(`${after} runs are there`, () => place.endedIn(out) >= after);
      before = place.numbersIn(out);
    },
    async whole(sweep) {
      const code = await sweep.ended;
      if (code !== 0) throw new Error(`the sweep ended with ${code}: ${sweep.said()}`);
    },
  };
  try {
    await happen(scene);
  } finally {
    for (const { child } of started) child.kill('SIGKILL');
    await Promise.all(started.map(({ ended }) => ended));
    for (const wire of wires) await wire.close();
    await redis.dispose();
  }
  const begun = started.flatMap(({ said }) => [...said().matchAll(/^(.+) begun$/gm)].map(([, run]) => run!));
  return { before, begun };
}
