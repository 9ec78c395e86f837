import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LoopbackServer, refuse, serveLoopback } from '../loopback/server.ts';

/** The files of the page, with their types: nothing else is ever handed out. */
export const FILES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'worker.js': 'text/javascript; charset=utf-8',
  'licenses.txt': 'text/plain; charset=utf-8',
};

/** What the page may load, and its worker, which does not inherit it: no script but its own, and nothing from outside. */
const POLICY = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; img-src data:";

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
 * Serves the page to this machine alone.
 *
 * @param folder with the `FILES`, which are read once
 * @param port 0 for any that is free
 * @throws the system's error (EADDRINUSE, EACCES) when the port is not to be had
 */
export async function servePlayground(folder: string, port: number): Promise<LoopbackServer> {
  const contents = new Map(Object.keys(FILES).map((name) => [name, readFileSync(join(folder, name))]));
  return serveLoopback(port, POLICY, ({ method, url = '/' }, response) => {
    const name = url.split(/[?#]/)[0]!.slice(1) || 'index.html';
    const body = contents.get(name);
    if (body === undefined) return refuse(response, 404, 'No such file.');
    response.writeHead(200, { 'Content-Type': FILES[name], 'Content-Length': body.length });
    response.end(method === 'HEAD' ? '' : body);
  });
}
