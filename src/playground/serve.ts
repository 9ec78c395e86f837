import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files of the page, with their types: nothing else is ever handed out. */
export const FILES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'worker.js': 'text/javascript; charset=utf-8',
  'licenses.txt': 'text/plain; charset=utf-8',
};

/** A page that is being served. */
export interface PlaygroundServer {
  /** With the port, and a slash at the end. */
  readonly address: string;
  close(): Promise<void>;
}

/** The policy of the page, which its worker does not inherit: no script but its own, and nothing from outside. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Where the build put the page: beside this module in a package; in a clone whose sources are run, in its `dist/`.
 *
 * @throws Error when it has not been built
 */
export function playgroundFolder(): string {
  const places = ['./static/', '../../dist/playground/static/'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(join(place, 'index.html')));
  if (found !== undefined) return found;
  throw new Error(`The playground's page is missing: ${places[0]}. "npm run build" makes it.`);
}

/**
 * Serves the page on 127.0.0.1 and nowhere else. Requests that name another host are refused, so that no page of the web
 * can reach it through a name of its own (DNS rebinding).
 *
 * @param folder with the `FILES`, which are read once
 * @param port 0 for any that is free
 * @throws the system's error (EADDRINUSE, EACCES) when the port is not to be had
 */
export async function servePlayground(folder: string, port: number): Promise<PlaygroundServer> {
  const contents = new Map(Object.keys(FILES).map((name) => [name, readFileSync(join(folder, name))]));
  const server = createServer((request, response) => answer(contents, request, response));
  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function answer(
  contents: ReadonlyMap<string, Buffer>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method, url = '/', headers, socket } = request;
  const own = [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`];
  const name = url.split(/[?#]/)[0]!.slice(1) || 'index.html';
  const body = contents.get(name);
  if (!own.includes(headers.host ?? '')) {
    refuse(response, 421, 'This server answers to 127.0.0.1 only.');
  } else if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'Only GET and HEAD are answered.');
  } else if (body === undefined) {
    refuse(response, 404, 'No such file.');
  } else {
    hand(response, name, method === 'HEAD' ? '' : body, body.length);
  }
}

function hand(response: ServerResponse, name: string, body: Buffer | '', length: number): void {
  response.writeHead(200, {
    'Content-Type': FILES[name],
    'Content-Length': length,
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-cache',
  });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(`${text}\n`);
}
