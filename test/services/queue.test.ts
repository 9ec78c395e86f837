/**
 * Sweeps by a queue on a real Redis, with real processes: what comes back is what this machine alone computes, byte for
 * byte, also when the server, a worker, the sweep or the connection between them dies in the middle.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { startProxy } from '../../scripts/services/proxy.ts';
import { freePort, type RedisSettings, startRedis } from '../../scripts/services/redis-server.ts';
import { endOf, type Ended, until } from '../e2e/hessian-lab.ts';

const entry = fileURLToPath(new URL('../e2e/hessian-lab.entry.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

/** Twelve runs of a tenth of a second or more each: long enough that a fault comes in the middle. */
const config = {
  name: 'faults',
  seeds: [1, 2, 3],
  data: { source: 'file', path: 'rows.csv', target: 'y' },
  model: { hidden: [6, 5], activation: 'tanh' },
  training: { engine: 'closed-form', epochs: 200, batchSize: 8, learningRate: 0.01 },
  sweep: { axes: { 'training.learningRate': [0.01, 0.02, 0.04, 0.08] } },
};
const RUNS = 12;

let folder = '';
let expected = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hessian-lab-queue-'));
  const rows = Array.from({ length: 60 }, (_, i) => `${i / 60},${Math.cos(i)},${Math.sin(i / 9)}`);
  writeFileSync(join(folder, 'rows.csv'), `a,b,y\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 's.yaml'), stringify(config));
  const { code, stderr } = await start(['sweep', 's.yaml', '--out', 'local', '--jobs', '2']).ended;
  expect(code, stderr).toBe(0);
  expected = numbersIn(join(folder, 'local'));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly said: () => string;
}

function start(args: readonly string[], env: Record<string, string> = {}): Process {
  const child = spawn(process.execPath, ['--import', tsx, entry, ...args], {
    cwd: folder,
    env: { ...process.env, HESSIAN_LAB_QUEUE_LEASE_SECONDS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  }
  return { child, ended: endOf(child), said: () => said };
}

async function redisFor(settings: RedisSettings = {}) {
  const redis = await startRedis(settings);
  onTestFinished(() => redis.dispose());
  return redis;
}

/** A worker until the test ends. */
function worker(url: string, ...args: string[]): Process {
  const process = start(['worker', '--queue', url, '--jobs', '1', ...args]);
  onTestFinished(async () => {
    process.child.kill('SIGKILL');
    await process.ended;
  });
  return process;
}

/** The files of a sweep that must be the same wherever it is computed. */
function numbersIn(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const kept = names.filter((name) =>
    /(?:epochs\.csv|parameters\.json|checkpoint\.json|config\.yaml)$/.test(name),
  );
  return new Map(kept.sort().map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

function expectWhole(out: string): void {
  expect(numbersIn(join(folder, out))).toEqual(expected);
  const rows: { status: string; folder: string }[] = parse(readFileSync(join(folder, out, 'sweep.csv')), {
    columns: true,
  });
  expect(rows).toHaveLength(RUNS);
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['completed']));
}

/** Runs that have ended in a sweep's directory. */
function endedIn(out: string): number {
  if (!existsSync(join(folder, out))) return 0;
  const names = readdirSync(join(folder, out), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('manifest.json')).length;
}

async function expectEnd(sweep: Process, code: number): Promise<void> {
  const ended = await sweep.ended;
  expect(ended.code, sweep.said()).toBe(code);
}

describe('a sweep by a queue', { timeout: 90_000 }, () => {
  test('with a password and TLS gives the bytes of a local one, and the password shows nowhere', async () => {
    const redis = await redisFor({ password: 'open%20sesame/1', tls: true });
    const env = { HESSIAN_LAB_QUEUE: redis.url };
    const ca = ['--queue-ca', redis.ca!];
    const sweep = start(['sweep', 's.yaml', '--out', 'plain', '--queue', '', ...ca], env);
    const hands = start(['worker', '--jobs', '2', ...ca], env);
    await expectEnd(sweep, 0);
    hands.child.kill('SIGINT');
    await expectEnd(hands, 130);
    expectWhole('plain');
    for (const { said } of [sweep, hands]) expect(said()).not.toMatch(/sesame/);
    expect(sweep.said()).toContain('***');
  });

  test.each([
    ['always', 'and remembers'],
    ['none', 'and comes back empty'],
  ] as const)('survives a Redis that is killed, persistence %s %s', async (persistence, _then) => {
    const redis = await redisFor({ persistence });
    worker(redis.url);
    const out = `killed-${persistence}`;
    const sweep = start(['sweep', 's.yaml', '--out', out, '--queue', redis.url]);
    await until('two runs are there', () => endedIn(out) >= 2);
    await redis.kill();
    await until('the sweep says so', () => sweep.said().includes('is away'));
    await redis.restart();
    await expectEnd(sweep, 0);
    expect(sweep.said()).toContain('is back');
    expectWhole(out);
  });

  test('survives a worker that is killed: another one takes over what it was at', async () => {
    const redis = await redisFor();
    const doomed = worker(redis.url);
    const sweep = start(['sweep', 's.yaml', '--out', 'worker', '--queue', redis.url]);
    await until('it has begun a second run', () => doomed.said().split(' begun').length > 2);
    doomed.child.kill('SIGKILL');
    worker(redis.url);
    await expectEnd(sweep, 0);
    expectWhole('worker');
  });

  test('survives its own death: the same command collects what was done meanwhile', async () => {
    const redis = await redisFor();
    const hands = worker(redis.url, '--until-empty');
    const command = ['sweep', 's.yaml', '--out', 'coordinator', '--queue', redis.url];
    const doomed = start(command);
    // Whichever was first: a worker that found nothing has ended.
    const first = await Promise.race([
      hands.ended,
      until('a run is there', () => endedIn('coordinator') >= 1),
    ]);
    const rest = first ? worker(redis.url, '--until-empty') : hands;
    await until('a run is there', () => endedIn('coordinator') >= 1);
    doomed.child.kill('SIGKILL');
    await doomed.ended;
    await rest.ended;
    expect(endedIn('coordinator')).toBeLessThan(RUNS);
    // Nobody works any more: what is missing is in the queue.
    await expectEnd(start(command), 0);
    expectWhole('coordinator');
  });

  test('survives a connection that swallows everything without a word, on both sides', async () => {
    const redis = await redisFor();
    const proxy = await startProxy(redis.port);
    onTestFinished(() => proxy.close());
    const url = `redis://127.0.0.1:${proxy.port}`;
    worker(url);
    const sweep = start(['sweep', 's.yaml', '--out', 'swallowed', '--queue', url]);
    await until('a run is there', () => endedIn('swallowed') >= 1);
    proxy.swallow();
    await until('the sweep says so', () => sweep.said().includes('is away'));
    proxy.heal();
    await expectEnd(sweep, 0);
    expectWhole('swallowed');
  });

  test('a worker that is interrupted gives its run back with what it had done', async () => {
    const redis = await redisFor();
    const sweep = start(['sweep', 's.yaml', '--out', 'given-back', '--queue', redis.url]);
    const hands = worker(redis.url);
    await until('a run is begun', () => hands.said().includes(' begun'));
    hands.child.kill('SIGINT');
    await expectEnd(hands, 130);
    expect(endedIn('given-back')).toBeLessThan(RUNS);
    worker(redis.url);
    await expectEnd(sweep, 0);
    expectWhole('given-back');
  });
});

test('an address where nothing answers is told within seconds, and the exit code is 5', async () => {
  const url = `redis://:secret@127.0.0.1:${await freePort()}`;
  for (const command of [['worker'], ['sweep', 's.yaml', '--out', 'nowhere']]) {
    const { code, stderr } = await start([...command, '--queue', url]).ended;
    expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining('does not answer') });
    expect(stderr).not.toContain('secret');
  }
});
