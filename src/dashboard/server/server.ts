import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, refuse, serveLoopback } from '../../loopback/server.ts';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Catalogue } from '../catalogue/catalogue.ts';
import { watchCatalogue } from '../catalogue/watch.ts';
import { QueryError } from '../series/view.ts';
import { readAssets } from './assets.ts';
import { streamEvents } from './events.ts';
import { type Answer, answer } from './routes.ts';

/** The page may load, run and ask for what this server has, and nothing else. */
const POLICY = [
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
].join('; ');

/**
 * Serves the page about everything below a folder on the loopback interface, to this machine alone, and follows the
 * folder until it is closed. The folder is only read.
 *
 * @param directory must be a folder
 * @param port 0 takes a free one
 * @throws the system's error (EADDRINUSE, EACCES) when the port is not to be had
 */
export async function serveDashboard(directory: string, port: number): Promise<LoopbackServer> {
  const catalogue = new Catalogue(directory);
  const assets = readAssets();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = addressOf(request);
    const asset = assets.get(pathname);
    if (asset) return send(response, { status: 200, ...asset });
    if (pathname === '/events') return streamEvents(response, catalogue);
    await send(response, await answer(pathname, searchParams, catalogue));
  };
  const { url, close } = await serveLoopback(port, POLICY, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      const status = error instanceof QueryError ? 400 : 500;
      if (response.headersSent) response.destroy();
      else refuse(response, status, error instanceof Error ? error.message : String(error));
    });
  });
  const stop = watchCatalogue(catalogue);
  return {
    url,
    close: () => {
      stop();
      return close();
    },
  };
}

/** Only a path: `//host/path` and `http://host/path` would name another host. Throws a QueryError. */
function addressOf({ url = '/' }: IncomingMessage): URL {
  if (url.startsWith('/') && URL.canParse(`http://127.0.0.1${url}`)) return new URL(`http://127.0.0.1${url}`);
  throw new QueryError('The address is not one of this server.');
}

async function send(response: ServerResponse, { status, type, name, body }: Answer): Promise<void> {
  response.writeHead(status, {
    'Content-Type': type,
    ...(name !== undefined && { 'Content-Disposition': `attachment; filename="${name}"` }),
  });
  if (typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body);
    return;
  }
  await pipeline(Readable.from(body), response);
}
