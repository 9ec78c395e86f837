/** Real processes with workers of a few lines. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startPool } from '../../src/processes/pool.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function poolOf<Answer>(source: string, processes: number, env?: NodeJS.ProcessEnv) {
  const file = join(temporaryDirectory(), 'worker.mjs');
  writeFileSync(file, source);
  const pool = startPool<unknown, Answer>(pathToFileURL(file), processes, env);
  onTestFinished(() => pool.close());
  return pool;
}

test('tasks are carried out by so many processes, with the environment given', async () => {
  const source = 'export default async (task) => [task, process.pid, process.env.COLOUR];';
  const pool = poolOf<[number, number, string]>(source, 2, { ...process.env, COLOUR: 'red' });
  const answers = await Promise.all([1, 2, 3, 4].map((task) => pool.run(task)));
  expect(answers.map(([task, , colour]) => [task, colour])).toEqual(
    [1, 2, 3, 4].map((task) => [task, 'red']),
  );
  expect(new Set(answers.map(([, pid]) => pid)).size).toBe(2);
  expect(answers.map(([, pid]) => pid)).not.toContain(process.pid);
});

test('a process that dies rejects its task and is replaced', async () => {
  const pool = poolOf<number>('export default async (task) => (task < 0 ? process.exit(1) : task);', 1);
  await expect(pool.run(-1)).rejects.toThrow(/exited/);
  expect(await pool.run(5)).toBe(5);
});

test('a worker that cannot be loaded rejects every task and leaves none waiting', async () => {
  const pool = poolOf('process.exit(3);', 2);
  for (let attempt = 0; attempt < 3; attempt++) {
    const results = await Promise.allSettled([1, 2, 3].map((task) => pool.run(task)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  }
});

test('its processes collect garbage without helper threads and let their heap grow first, beside the options of this process', async () => {
  const pool = poolOf<string[]>('export default async () => process.execArgv;', 1);
  expect(await pool.run(null)).toEqual([
    ...process.execArgv,
    '--single-threaded-gc',
    '--initial-old-space-size=64',
  ]);
});
