/**
 * Sweeps by a queue on a real Redis, with real processes: what comes back is what this machine alone computes, byte for
 * byte, also when the server, a worker, the sweep or the connection between them dies in the middle. The scenarios are
 * those of `npm run test:faults`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type SweepPlace, sweepPlace, wrongWith } from '../../scripts/faults/redis-place.ts';
import { play, scenarios } from '../../scripts/faults/redis-scenarios.ts';
import { freePort, startRedis } from '../../scripts/services/redis-server.ts';

let place: SweepPlace;

beforeAll(async () => {
  place = await sweepPlace();
}, 60_000);

afterAll(() => place.dispose());

describe('a sweep by a queue', { timeout: 120_000 }, () => {
  test('with a password and TLS gives the bytes of a local one, and the password shows nowhere', async () => {
    const redis = await startRedis({ password: 'open%20sesame/1', tls: true });
    onTestFinished(() => redis.dispose());
    const env = { HESSIAN_LAB_QUEUE: redis.url };
    const ca = ['--queue-ca', redis.ca!];
    const sweep = place.start(['sweep', 's.yaml', '--out', 'plain', '--queue', '', ...ca], env);
    const hands = place.start(['worker', '--jobs', '2', ...ca], env);
    expect(await sweep.ended, sweep.said()).toBe(0);
    hands.child.kill('SIGINT');
    expect(await hands.ended, hands.said()).toBe(130);
    expect(wrongWith(place, 'plain')).toBeNull();
    for (const { said } of [sweep, hands]) expect(said()).not.toMatch(/sesame/);
    expect(sweep.said()).toContain('***');
  });

  test.each(scenarios.map((scenario, i) => [scenario.fault, scenario, i] as const))(
    'ends with the bytes of a local one, each run once, after: %s',
    async (_, scenario, i) => {
      const out = `scenario-${i}`;
      await play(scenario, place, out, 2);
      expect(wrongWith(place, out)).toBeNull();
    },
  );
});

test("what is wrong with a sweep's folder is told: a byte, a row that is counted twice", async () => {
  expect(wrongWith(place, 'local')).toBeNull();
  const file = join(place.folder, 'local', 'summary.csv');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text}${text.split('\n').at(-2)}\n`);
  expect(wrongWith(place, 'local')).toMatch(/counted twice: summary.csv/);
  writeFileSync(file, text);
  const [log] = [...place.expected.keys()].filter((name) => name.endsWith('epochs.csv'));
  const rows = readFileSync(join(place.folder, 'local', log!), 'utf8');
  writeFileSync(join(place.folder, 'local', log!), rows.replace('1', '2'));
  expect(wrongWith(place, 'local')).toContain(log);
});

test('an address where nothing answers is told within seconds, and the exit code is 5', async () => {
  const url = `redis://:secret@127.0.0.1:${await freePort()}`;
  for (const command of [['worker'], ['sweep', 's.yaml', '--out', 'nowhere']]) {
    const { ended, said } = place.start([...command, '--queue', url]);
    expect(await ended, said()).toBe(5);
    expect(said()).toContain('does not answer');
    expect(said()).not.toContain('secret');
  }
});
