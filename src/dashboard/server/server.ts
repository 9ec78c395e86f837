import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Catalogue } from '../catalogue/catalogue.ts';
import { watchCatalogue } from '../catalogue/watch.ts';
import { QueryError } from '../series/view.ts';
import { readAssets } from './assets.ts';
import { streamEvents } from './events.ts';
import { refusalOf, SAFE_HEADERS } from './guard.ts';
import { type Answer, answer } from './routes.ts';

/** A dashboard that is being served. */
export interface Dashboard {
  /** `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /** Ends it, with the connections of all pages. */
  close(): Promise<void>;
}

/**
 * Serves the page about everything below a folder on the loopback interface, to this machine alone, and follows the
 * folder until it is closed. The folder is only read.
 *
 * @param directory must be a folder
 * @param port 0 takes a free one
 * @throws Error of node:net, EADDRINUSE where the port is taken
 */
export async function serveDashboard(directory: string, port: number): Promise<Dashboard> {
  const catalogue = new Catalogue(directory);
  const assets = readAssets();
  let bound = port;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
    const refusal = refusalOf(request, bound);
    if (refusal) return send(response, { status: refusal[0], type: 'text/plain', body: refusal[1] });
    const { pathname, searchParams } = addressOf(request);
    const asset = assets.get(pathname);
    if (asset) return send(response, { status: 200, ...asset });
    if (pathname === '/events') return streamEvents(response, catalogue);
    await send(response, await answer(pathname, searchParams, catalogue));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      const status = error instanceof QueryError ? 400 : 500;
      const body = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else void send(response, { status, type: 'text/plain', body });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  bound = (server.address() as AddressInfo).port;
  const stop = watchCatalogue(catalogue);
  return {
    url: `http://127.0.0.1:${bound}/`,
    close: () => {
      stop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
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
  for await (const part of body) {
    if (response.destroyed) return;
    if (!response.write(part))
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}
