import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { removeLeftovers } from '../../src/runs/leftovers.ts';
import { DirectoryLockedError, LOCK_FILE, lockDirectory } from '../../src/runs/lock.ts';
import { isAlive, thisProcess } from '../../src/runs/process-identity.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function locked(holder: object | string): string {
  const directory = temporaryDirectory();
  const text = typeof holder === 'string' ? holder : JSON.stringify(holder);
  writeFileSync(join(directory, LOCK_FILE), text);
  return directory;
}

const holderOf = (directory: string) =>
  JSON.parse(readFileSync(join(directory, LOCK_FILE), 'utf8')) as object;

/** The number of a process that has ended and was collected. */
const deadPid = () => spawnSync(process.execPath, ['--version']).pid;

test('a lock names this process and is gone when given back', async () => {
  const directory = temporaryDirectory();
  const lock = await lockDirectory(directory);
  expect(holderOf(directory)).toEqual(thisProcess());
  expect(readdirSync(directory)).toEqual([LOCK_FILE]);
  await lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test('the lock of a living process is refused with its process id', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    const directory = locked({ host: hostname(), pid: child.pid, started: null });
    await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${child.pid} on this machine`);
    await expect(lockDirectory(directory)).rejects.toBeInstanceOf(DirectoryLockedError);
  } finally {
    child.kill();
  }
});

test('the lock of a dead process is taken over at once, by one of many that try', async () => {
  const directory = locked({ host: hostname(), pid: deadPid(), started: null });
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory)));
  const won = tries.filter(({ status }) => status === 'fulfilled');
  expect(won).toHaveLength(1);
  for (const one of tries) {
    if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(DirectoryLockedError);
  }
  expect(holderOf(directory)).toEqual(thisProcess());
  expect(readdirSync(directory)).toEqual([LOCK_FILE]);
});

test('so it is where the taking over itself was killed', async () => {
  const dead = { host: hostname(), pid: deadPid(), started: null };
  const directory = locked(dead);
  writeFileSync(join(directory, `${LOCK_FILE}.takeover`), JSON.stringify(dead));
  await lockDirectory(directory);
  expect(readdirSync(directory)).toEqual([LOCK_FILE]);
});

test('one that removes what killed processes left takes no lock from under another’s hands', async () => {
  const directory = temporaryDirectory();
  let isDone = false;
  const sweeping = (async () => {
    for (; !isDone; await setTimeout(1)) await removeLeftovers(directory);
  })();
  try {
    for (let i = 0; i < 50; i++) await (await lockDirectory(directory)).release();
  } finally {
    isDone = true;
    await sweeping;
  }
});

test('a lock of another host is refused with its name and the remedy', async () => {
  const directory = locked({ host: 'elsewhere', pid: 1, started: null });
  await expect(lockDirectory(directory)).rejects.toThrow(/process 1 on host elsewhere.*delete .*lock\.json/);
});

test.each(['', '{', '{"host": 3}', '[[[['])(
  'a lock that names nobody (%s) is refused with the remedy',
  async (text) => {
    await expect(lockDirectory(locked(text))).rejects.toThrow(/names no process; .*delete .*lock\.json/);
  },
);

// Only Linux tells when a process was started.
test.runIf(process.platform === 'linux')(
  'a process that got the number of a dead one is not taken for it',
  () => {
    const own = thisProcess();
    expect(isAlive(own)).toBe(true);
    expect(isAlive({ ...own, started: own.started!.replace(/\d+$/, '1') })).toBe(false);
  },
);
