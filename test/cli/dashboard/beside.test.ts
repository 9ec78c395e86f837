/** A page that cannot be served costs no run: neither its start nor its end waits for ever. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { endOf } from '../../e2e/hessian-lab.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const entry = fileURLToPath(new URL('./beside.entry.ts', import.meta.url));

/** Runs an action beside a server of these lines, which begin with noting the number of its process. */
async function beside(lines: string, patience: number) {
  const folder = temporaryDirectory();
  const [server, note] = [join(folder, 'server.mjs'), join(folder, 'pid')];
  writeFileSync(
    server,
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(note)}, String(process.pid));\n${lines}`,
  );
  const ended = await endOf(
    spawn(process.execPath, ['--import', import.meta.resolve('tsx'), entry, server, String(patience)]),
  );
  return { ...ended, pid: existsSync(note) ? Number(readFileSync(note, 'utf8')) : null };
}

/** Whether a process is there. */
function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a server that never answers is given up, ended, and told of, and the action is done', async () => {
  const { code, stdout, stderr, pid } = await beside('for (;;) {}', 3000);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: 'done',
    stderr: 'The dashboard could not be served: no answer in 3 s\n',
  });
  expect(isThere(pid!)).toBe(false);
});

test('a server that ends, or says what is wrong, is told of at once', async () => {
  expect(await beside('process.exit(7)', 50_000)).toMatchObject({
    stdout: 'done',
    stderr: 'The dashboard could not be served: its process ended with code 7\n',
  });
  expect(await beside("process.send({ problem: 'no port is left' })", 50_000)).toMatchObject({
    stdout: 'done',
    stderr: 'The dashboard could not be served: no port is left\n',
  });
});

test('a server that answers is left alone when the time is over, and ends with the action', async () => {
  const lines = `process.on('disconnect', () => process.exit());\nprocess.send({ url: 'http://127.0.0.1:1/' });`;
  const { code, stdout, stderr, pid } = await beside(lines, 50_000);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'done' });
  expect(stderr).toMatch(
    /^Dashboard at http:\/\/127\.0\.0\.1:1\/ while this goes on; afterwards: hessian-lab dashboard runs\n$/,
  );
  await expect.poll(() => isThere(pid!), { timeout: 20_000 }).toBe(false);
});
