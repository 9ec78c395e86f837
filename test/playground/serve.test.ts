/** The server hands out the files of the page to this machine, and nothing else to anybody. */
import { type OutgoingHttpHeaders, request } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoopbackServer } from '../../src/loopback/server.ts';
import { FILES, servePlayground } from '../../src/playground/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-serve-'));
let server: LoopbackServer;
let port: number;

beforeAll(async () => {
  for (const name of Object.keys(FILES)) writeFileSync(join(folder, name), `contents of ${name}`);
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  server = await servePlayground(folder, 0);
  port = Number(new URL(server.url).port);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request as it stands, without what a client would tidy up in it. */
function ask(path: string, method = 'GET', headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });
}

describe('the server of the playground', () => {
  test.each(Object.entries(FILES))('hands out %s as %s', async (name, type) => {
    const { status, headers, body } = await ask(`/${name}`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe(type);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(body).toBe(`contents of ${name}`);
  });

  test('hands out the page at /, whatever the query', async () => {
    expect((await ask('/')).body).toBe('contents of index.html');
    expect((await ask('/?from=link')).body).toBe('contents of index.html');
  });

  test('answers HEAD without a body, and no other method', async () => {
    const head = await ask('/', 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '22']);
    const post = await ask('/', 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    '/secret.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '//main.js',
    '/main.js/',
    '/constructor',
  ])('has no %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test('hands nothing to a page of another site, nor by another name', async () => {
    for (const [headers, status] of [
      [{ host: 'evil.example:8484' }, 421],
      [{ origin: 'https://evil.example' }, 403],
      [{ 'sec-fetch-site': 'cross-site' }, 403],
    ] as const) {
      const answer = await ask('/main.js', 'GET', headers);
      expect(answer.status).toBe(status);
      expect(answer.body).not.toMatch(/contents/);
    }
  });

  test('says which port is taken', async () => {
    await expect(servePlayground(folder, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
