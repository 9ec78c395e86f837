import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hessianLab, start, until } from './hessian-lab.ts';
import { workplace } from './workplace.ts';

/** The status of an answer; null where nothing answers. */
function statusOf(url: string): Promise<number | null> {
  return new Promise((resolve) => {
    get(url, (response) => {
      response.resume();
      resolve(response.statusCode!);
    }).on('error', () => resolve(null));
  });
}

/** What a process has printed so far. */
function listen(child: ReturnType<typeof start>['child']) {
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (part) => (said.text += part));
  return said;
}

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\//;

test('the dashboard serves a folder until Ctrl-C, which is its ordinary end', async () => {
  const place = workplace();
  const { child, ended } = start(place, ['dashboard', '.', '--port', '0']);
  const said = listen(child);
  await until('it prints its address', () => ADDRESS.test(said.text));
  expect(await statusOf(ADDRESS.exec(said.text)![0])).toBe(200);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

test('run --dashboard serves a page while the run goes on, prints its address, and ends it with the run', async () => {
  const place = workplace({
    seeds: [1],
    training: { engine: 'closed-form', epochs: 1_000_000, learningRate: 1e-6 },
  });
  const { child, ended } = start(place, ['run', 'tiny.yaml', '--out', 'live', '--dashboard', '--json']);
  const said = listen(child);
  await until('it prints its address', () => ADDRESS.test(said.text));
  const url = ADDRESS.exec(said.text)![0];
  expect(await statusOf(url)).toBe(200);
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toContain(`afterwards: hessian-lab dashboard ${join(place, 'live')}`);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 130 });
  await expect.poll(() => statusOf(url), { timeout: 20_000 }).toBe(null);
});

test('a port in use, a wrong port and a missing folder are told with the remedy', async () => {
  const place = workplace();
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const taken = await hessianLab(place, 'dashboard', '.', '--port', String(port));
  server.close();
  expect(taken).toMatchObject({ code: 2, stdout: '' });
  expect(taken.stderr).toBe(
    `--port: ${port} is in use; --port 0 takes a free one. Or another dashboard runs there.\n`,
  );
  expect(await hessianLab(place, 'dashboard', '.', '--port', '70000')).toMatchObject({
    code: 2,
    stderr: '--port: received "70000", allowed are whole numbers from 0 (a free one) to 65535.\n',
  });
  const missing = await hessianLab(place, 'dashboard');
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.stderr).toContain('results: no such folder; name one that holds runs');
});
