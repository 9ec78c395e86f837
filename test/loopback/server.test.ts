/** Who is answered: this machine's browser on a page of the server's own, or led there by a link; nobody else. */
import { get, type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { refuse, serveLoopback } from '../../src/loopback/server.ts';

/** A server of one word, with its port, and a way to ask it. */
async function served() {
  const server = await serveLoopback(0, "script-src 'self'", ({ url }, response) => {
    if (url === '/nothing') return refuse(response, 404, 'No such file.');
    response.end('word');
  });
  onTestFinished(server.close);
  const { port } = new URL(server.url);
  const ask = (headers: Record<string, string> = {}, method = 'GET', path = '/') =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
      (resolve, reject) => {
        const own = Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', port)]);
        const options = { host: '127.0.0.1', port, path, method, headers: Object.fromEntries(own) };
        const asking = request(options, (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            body += part;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode!, headers: response.headers, body }),
          );
        });
        asking.on('error', reject).end();
      },
    );
  return { server, port, ask };
}

const LINK = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' };

test.each([
  ['a name that was made to point here', { Host: 'evil.example:PORT' }, 421],
  ['a name that begins like the right one', { Host: '127.0.0.1:PORT.evil.example' }, 421],
  ['a name with the right one as its user', { Host: '127.0.0.1:PORT@evil.example' }, 421],
  ['the right name without a port', { Host: '127.0.0.1' }, 421],
  ['the right name and a wrong port', { Host: '127.0.0.1:1' }, 421],
  ['another name of this machine', { Host: '[::1]:PORT' }, 421],
  ['a page of another site', { Host: '127.0.0.1:PORT', Origin: 'https://evil.example' }, 403],
  ['a page of another port', { Host: '127.0.0.1:PORT', Origin: 'http://127.0.0.1:1' }, 403],
  ['a page in a sandbox', { Host: '127.0.0.1:PORT', Origin: 'null' }, 403],
  ['a script of another site', { Host: '127.0.0.1:PORT', 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['another server of this machine', { Host: 'localhost:PORT', 'Sec-Fetch-Site': 'same-site' }, 403],
  ['a frame of another site', { Host: '127.0.0.1:PORT', ...LINK, 'Sec-Fetch-Dest': 'iframe' }, 403],
  ['an object of another site', { Host: '127.0.0.1:PORT', ...LINK, 'Sec-Fetch-Dest': 'object' }, 403],
  ['a link on another site', { Host: '127.0.0.1:PORT', ...LINK, 'Sec-Fetch-Dest': 'document' }, 200],
  ['a link by a wrong name', { Host: 'evil.example:PORT', ...LINK, 'Sec-Fetch-Dest': 'document' }, 421],
  ['its own page', { Host: 'localhost:PORT', 'Sec-Fetch-Site': 'same-origin' }, 200],
  ['a name in capitals', { Host: 'LOCALHOST:PORT' }, 200],
  ['the address line', { Host: '127.0.0.1:PORT', 'Sec-Fetch-Site': 'none' }, 200],
] as const)('a request of %s gets what it should', async (_, headers, status) => {
  const { ask } = await served();
  const answer = await ask(headers);
  expect(answer.status).toBe(status);
  expect(answer.body === 'word').toBe(status === 200);
});

test('a link on another site that posts is refused, and so is every method that is not for looking', async () => {
  const { ask } = await served();
  expect((await ask({ ...LINK, 'Sec-Fetch-Dest': 'document' }, 'POST')).status).toBe(405);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const { status, headers } = await ask({}, method);
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  }
});

test('every answer forbids what the policy does not name, also one that refuses', async () => {
  const { ask } = await served();
  for (const answer of [await ask(), await ask({ Host: 'evil.example' }), await ask({}, 'GET', '/nothing')]) {
    expect(answer.headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
});

test('it listens to this machine alone', async () => {
  const { port } = await served();
  const others = Object.values(networkInterfaces()).flatMap((list = []) =>
    list.filter(({ internal }) => !internal),
  );
  for (const host of [
    '127.0.0.2',
    ...others.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  ]) {
    const code = await new Promise((resolve) => {
      get({ host, port, timeout: 2000 }, () => resolve('an answer')).on(
        'error',
        (error: NodeJS.ErrnoException) => resolve(error.code),
      );
    });
    // Systems differ in whether 127.0.0.2 is an address at all.
    expect(code).toMatch(/^(ECONNREFUSED|EADDRNOTAVAIL|EHOSTUNREACH|ETIMEDOUT)$/);
  }
});

test('a port that is taken is told by the error of the system', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  await expect(serveLoopback(port, '', () => {})).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('to close it ends the connections of pages that are open', async () => {
  const server = await serveLoopback(0, '', (_, response) => void response.write('and so on'));
  const response = await new Promise<IncomingMessage>((resolve) => get(server.url, resolve));
  const ended = new Promise((resolve) => response.resume().on('error', () => resolve('cut off')));
  await server.close();
  expect(await ended).toBe('cut off');
});
