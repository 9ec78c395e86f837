/** Real processes whose parent is killed. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAlive, thisProcess } from '../../src/runs/process-identity.ts';
import { until } from '../e2e/hessian-lab.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

/** Milliseconds that the workers have for saving themselves. */
const GRACE = 400;

/**
 * A process with a pool of one, whose worker holds the lock of a folder; the parent is killed when it has it.
 *
 * @param stop how the worker saves itself, a body of an async function that knows `saved`, a file
 */
async function orphan(stop: string) {
  const folder = temporaryDirectory();
  const [worker, parent, saved] = ['worker.mjs', 'parent.mjs', 'saved'].map((name) => join(folder, name));
  writeFileSync(
    worker!,
    `import { writeFileSync } from 'node:fs';
    import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
    import { followParent } from ${source('processes/child.ts')};
    import { withLock } from ${source('runs/lock.ts')};
    const saved = ${JSON.stringify(saved)};
    let end;
    const ended = new Promise((resolve) => { end = resolve; });
    followParent(async () => { ${stop} }, ${GRACE});
    export default () => withLock(${JSON.stringify(folder)}, () => ended);`,
  );
  writeFileSync(
    parent!,
    `import { pathToFileURL } from 'node:url';
    import { startPool } from ${source('processes/pool.ts')};
    void startPool(pathToFileURL(${JSON.stringify(worker)}), 1).run(null);`,
  );
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), parent!], {
    stdio: 'inherit',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lock = join(folder, 'lock.json');
  await until('the worker has its lock', () => existsSync(lock));
  const { pid } = JSON.parse(readFileSync(lock, 'utf8')) as { pid: number };
  onTestFinished(() => {
    if (isAlive({ ...thisProcess(), pid, started: null })) process.kill(pid, 'SIGKILL');
  });
  child.kill('SIGKILL');
  await until('the worker has ended', () => !isAlive({ ...thisProcess(), pid, started: null }));
  return { hasSaved: existsSync(saved!), hasLock: existsSync(lock) };
}

// One after the other: the folders of tests that run at a time would go with whichever ends first.
describe('a process whose parent is gone', { timeout: 60_000 }, () => {
  test('saves itself and lets go of its lock, though it gets no processor for longer than its grace', async () => {
    // Waiting for a processor and for a timer are the same to it: time that it does not use.
    const stop = `await pause(${3 * GRACE}); writeFileSync(saved, ''); end(); await pause(50);`;
    expect(await orphan(stop)).toEqual({ hasSaved: true, hasLock: false });
  });

  test('ends when it goes on computing, and lets go of its lock', async () => {
    const stop = 'for (;;) await breathe();';
    expect(await orphan(stop)).toEqual({ hasSaved: false, hasLock: false });
  });

  test('in the middle of writing leaves its lock, which names a dead process', async () => {
    const stop = `const { writing } = await import(${source('runs/write-error.ts')}); await writing(saved, async () => { for (;;) await breathe(); });`;
    expect(await orphan(stop)).toEqual({ hasSaved: false, hasLock: true });
  });
});
