import { realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { expect, onTestFinished, test } from 'vitest';
import { decodeCharts } from '../../../src/dashboard/browser/decode.js';
import { serveDashboard } from '../../../src/dashboard/server/server.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { appendEpochs, writeRun } from '../support/written-run.ts';

interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server of two arms with two seeds each, and a way to ask it; waits until all is read. */
async function served() {
  const root = temporaryDirectory();
  for (const arm of ['raw', 'scaled']) for (const seed of [1, 2]) writeRun(root, { arm, seed });
  writeFileSync(join(root, 'notes.txt'), 'a secret');
  const { url, close } = await serveDashboard(root, 0);
  onTestFinished(close);
  const { port } = new URL(url);
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Response>((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
        );
      });
      asking.on('error', reject).end();
    });
  const charts = async (query: string) => {
    const { body } = await ask(`/charts?${query}`);
    return decodeCharts(Uint8Array.from(body).buffer);
  };
  await expect.poll(async () => (await charts('runs=1,2,3,4')).epochs.length, { timeout: 20_000 }).toBe(11);
  return { root, port, ask, charts };
}

test('charts arrive as the arrays that the files hold', async () => {
  const { charts } = await served();
  const { header, epochs, arrays } = await charts('runs=1,2,3,4&seeds=range');
  expect(epochs).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(header.lines.map(({ name }) => name)).toEqual(['raw (2 runs)', 'scaled (2 runs)']);
  expect(arrays.get('0 train_loss low')).toEqual(epochs.map((epoch) => 1 / (epoch + 2)));
  expect(arrays.get('0 train_loss high')).toEqual(epochs.map((epoch) => 1 / (epoch + 1)));
  // λmax 11 at ratio 0.55 and 12 at 0.6: both say 20.
  expect(header.lines.map(({ threshold }) => threshold)).toEqual([20, 20]);
});

test('the shown numbers come as CSV, every epoch, with the bounds of the band', async () => {
  const { ask } = await served();
  const each = await ask('/shown.csv?runs=2&seeds=each&column=train_loss');
  expect(each.headers['content-disposition']).toBe('attachment; filename="train_loss.csv"');
  const rows: string[][] = parse(each.body);
  expect(rows[0]).toEqual(['directory', 'arm', 'seed', 'epoch', 'train_loss']);
  expect(rows.slice(1)).toEqual(
    Array.from({ length: 11 }, (_, epoch) => ['', 'raw', '2', `${epoch}`, `${1 / (epoch + 2)}`]),
  );
  const band = await ask('/shown.csv?runs=1,2,3&seeds=quartiles&smoothing=0.5&column=lambda_max');
  const [head, first, , ...rest]: string[][] = parse(band.body);
  expect(head).toEqual([
    ...['directory', 'arm', 'runs', 'epoch', 'lambda_max_smoothed_0.5_median'],
    ...['lambda_max_smoothed_0.5_quartile_1', 'lambda_max_smoothed_0.5_quartile_3'],
  ]);
  expect(first).toEqual(['', 'raw', '2', '0', '11.5', '11.25', '11.75']);
  expect(rest.at(-1)).toEqual(['', 'scaled', '1', '10', '11', '11', '11']);
});

test('a chart comes as SVG and as PNG', async () => {
  const { ask } = await served();
  const query = 'runs=1,2,3,4&seeds=range&column=lambda_max&y=log';
  const svg = (await ask(`/figure.svg?${query}`)).body.toString();
  expect(svg).toMatch(/^<svg .*Largest eigenvalue of the Hessian.*<\/svg>\s*$/s);
  expect(svg).toContain('largest stable');
  const png = await ask(`/figure.png?${query}`);
  expect([...png.body.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
});

test('config differences are told by arm', async () => {
  const { root, ask } = await served();
  writeRun(root, { arm: 'scaled', seed: 1, config: 'training: { epochs: 20 }\n' });
  const { body } = await ask('/configs?runs=1,2,3,4');
  expect(JSON.parse(body.toString())).toEqual({
    keys: ['training.epochs'],
    arms: [
      { name: 'raw (2 runs)', values: ['10'] },
      { name: 'scaled (2 runs)', values: ['20'] },
    ],
    omitted: 0,
  });
});

test('nothing is told to a page of another site, nor by another name', async () => {
  const { port, ask } = await served();
  for (const path of ['/', '/events', '/charts?runs=1', '/nothing']) {
    expect((await ask(path, { Host: `evil.example:${port}` })).status).toBe(421);
    expect((await ask(path, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  }
});

test.each([
  '/notes.txt',
  '/../notes.txt',
  '/%2e%2e/notes.txt',
  '/..%2fnotes.txt',
  '//notes.txt',
  '/main.js/../../notes.txt',
  '/raw/seed-1/epochs.csv',
  '/package.json',
  '/browser/main.js',
  '/C:/Windows/win.ini',
  '/\0',
])('no file is reached by its name: %s', async (path) => {
  const { port } = await served();
  // By hand: a client would put the path into order.
  const answer = await new Promise<string>((resolve) => {
    let said = '';
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.end(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (part) => (said += part)).on('close', () => resolve(said));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(answer).not.toContain('a secret');
});

test('a file that is replaced by a link out of the folder is read no further', async () => {
  const { root, charts } = await served();
  const secret = join(realpathSync(temporaryDirectory()), 'secret.csv');
  writeFileSync(secret, 'epoch,train_loss\n0,42\n');
  const { rmSync } = await import('node:fs');
  rmSync(join(root, 'raw', 'seed-1', 'epochs.csv'));
  symlinkSync(secret, join(root, 'raw', 'seed-1', 'epochs.csv'));
  await expect.poll(async () => (await charts('runs=1')).header.arrays.length, { timeout: 20_000 }).toBe(0);
});

test('every answer forbids what the page does not need, and other methods and queries are refused', async () => {
  const { ask } = await served();
  for (const path of ['/', '/main.js', '/charts?runs=1', '/nothing']) {
    const { headers } = await ask(path);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await ask('/', {}, method)).status).toBe(405);
  for (const path of [
    '/charts?runs=1;2',
    '/charts?runs=1&seeds=all',
    '/charts?runs=1&smoothing=1',
    '/shown.csv?runs=1&column=secret',
    '/figure.svg?runs=1&column=train_loss&x=cubic',
  ])
    expect((await ask(path)).status).toBe(400);
});

test('events tell all there is, and then what changes', async () => {
  const { root, port } = await served();
  const asking = request({ host: '127.0.0.1', port, path: '/events' }).end();
  onTestFinished(() => void asking.destroy());
  let said = '';
  asking.on('response', (response) => response.on('data', (part: Buffer) => (said += part)));
  await expect
    .poll(() => said, { timeout: 20_000 })
    .toMatch(/^event: all\ndata: \{.*"folder":"raw\/seed-1".*\n\n/);
  writeRun(root, { arm: 'third' });
  await expect
    .poll(() => said, { timeout: 20_000 })
    .toMatch(/event: change\ndata: \{.*"folder":"third\/seed-1"/);
});

test('a chart of some epochs has its points within them, as fine as they are logged, and the last values of all', async () => {
  const { root, ask, charts } = await served();
  appendEpochs(join(root, 'raw', 'seed-1'), 11, 3000);
  await expect.poll(async () => (await charts('runs=1')).epochs.at(-1), { timeout: 20_000 }).toBe(3000);
  expect((await charts('runs=1')).header.stretch).toBeGreaterThan(1);
  for (const seeds of ['each', 'range']) {
    const { header, epochs, arrays } = await charts(`runs=1,2&seeds=${seeds}&epochs=1000-1007`);
    expect([header.stretch, ...epochs]).toEqual([1, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007]);
    expect(arrays.get('0 train_loss middle')).toEqual(epochs.map((epoch) => 1 / (epoch + 1)));
    expect(header.arrays.find(({ line }) => line === 0)!.last).toEqual(['3000', String(1 / 3001)]);
  }
  expect((await charts('runs=1&epochs=2990-')).epochs).toHaveLength(11);
  const { body } = await ask('/shown.csv?runs=1&column=train_loss&epochs=1000-1001');
  expect(body.toString().split('\n').slice(1)).toEqual([
    `,raw,1,1000,${1 / 1001}`,
    `,raw,1,1001,${1 / 1002}`,
    '',
  ]);
  const svg = (await ask('/figure.svg?runs=1&column=train_loss&epochs=1000-1001')).body.toString();
  const { document } = parseHTML(svg);
  const ticks = [...document.querySelectorAll('g[aria-label="x-axis tick label"] text')];
  const labels = ticks.map(({ textContent }) => Number(textContent!.replace(',', '')));
  expect([labels[0], labels.at(-1)]).toEqual([1000, 1001]);
  for (const wrong of ['5', '5-5', '6-5', '1.5-3', '-1-3', '1e3-2e3', ''])
    expect((await ask(`/charts?runs=1&epochs=${wrong}`)).status).toBe(400);
});

test('a run that is not there any more has no spectrum, which is no error: the page may not have heard of it', async () => {
  const { ask } = await served();
  const { status, body } = await ask('/spectrum?runs=99');
  expect({ status, length: body.length }).toEqual({ status: 204, length: 0 });
});

test('the spectrum of a run is saved as pictures and as the numbers of its files', async () => {
  const { root, ask } = await served();
  const top = 'epoch,index,eigenvalue\n0,1,5\n0,2,3\n4,1,6\n4,2,2\n';
  writeFileSync(join(root, 'raw', 'seed-1', 'top-eigenvalues.csv'), top);
  const density = [0, 4].flatMap((epoch) =>
    [-1, 0, 1, 2].map((at) => `${epoch},${at},${Math.exp(-at * at)}\n`),
  );
  writeFileSync(join(root, 'raw', 'seed-1', 'density.csv'), `epoch,eigenvalue,density\n${density.join('')}`);
  const csv = async (path: string) => (await ask(path)).body.toString();
  expect((await csv('/top-eigenvalues.csv?runs=1')).split('\n').toSorted()).toEqual(
    top.split('\n').toSorted(),
  );
  expect(await csv('/density.csv?runs=1')).toBe(`epoch,eigenvalue,density\n${density.join('')}`);
  expect(await csv('/density.csv?runs=1&epochs=1-9')).toBe(
    `epoch,eigenvalue,density\n${density.slice(4).join('')}`,
  );
  expect(await csv('/top-eigenvalues.csv?runs=1&epochs=1-9&smoothing=0.5')).toMatch(
    /^epoch,index,eigenvalue_smoothed_0.5\n4,1,5\.66/,
  );
  for (const part of ['top-eigenvalues', 'density']) {
    const svg = await ask(`/${part}.svg?runs=1&y=log`);
    expect(svg.headers['content-disposition']).toBe(`attachment; filename="${part}.svg"`);
    expect(svg.body.toString()).toMatch(/^<svg .*eigenvalues of the Hessian.*raw\/seed-1.*<\/svg>\s*$/s);
    expect([...(await ask(`/${part}.png?runs=1`)).body.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    for (const path of [
      `/${part}.svg?runs=99`,
      `/${part}.exe?runs=1`,
      `/${part}?runs=1`,
      `/${part}.svg/?runs=1`,
    ])
      expect((await ask(path)).status).toBe(404);
  }
});

test('a long CSV arrives whole, also at a reader that takes its time', async () => {
  const { root, port } = await served();
  const rows = Array.from(
    { length: 200_000 },
    (_, i) => `${Math.floor(i / 1000)},${i % 1000},${1 / (i + 3)}\n`,
  );
  const whole = `epoch,eigenvalue,density\n${rows.join('')}`;
  writeFileSync(join(root, 'raw', 'seed-1', 'density.csv'), whole);
  const warnings: Error[] = [];
  const warned = (warning: Error) => warnings.push(warning);
  process.on('warning', warned);
  onTestFinished(() => void process.off('warning', warned));
  const response = await new Promise<IncomingMessage>((resolve) => {
    request({ host: '127.0.0.1', port, path: '/density.csv?runs=1' }, resolve).end();
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  let body = '';
  for await (const part of response.setEncoding('utf8')) body += part;
  expect(body === whole).toBe(true);
  expect(warnings).toEqual([]);
});
