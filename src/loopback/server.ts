import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusalOf } from './guard.ts';

/** A page that is being served. */
export interface LoopbackServer {
  /** `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /** Ends it, with the connections of all pages. */
  close(): Promise<void>;
}

/** Answers a request that has passed the guard; the headers that make it safe are set. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What every policy of a page of ours begins with: nothing is allowed but what it adds, and no frame around it. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Serves a page on 127.0.0.1 and nowhere else, to this machine's own browser: requests that name another host, come from
 * another site's page or would change something are refused. Every answer says that nothing but what the policy names may
 * be loaded or run, that no other site may have it, and that it is not to be kept.
 *
 * @param port 0 takes a free one
 * @param policy what the page may load, in the words of a Content-Security-Policy: `script-src 'self'; ...`
 * @throws the system's error (EADDRINUSE, EACCES) when the port is not to be had
 */
export async function serveLoopback(port: number, policy: string, handle: Handler): Promise<LoopbackServer> {
  const headers = {
    'Content-Security-Policy': `${POLICY}; ${policy}`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
  let bound = port;
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const refusal = refusalOf(request, bound);
    if (refusal === null) return handle(request, response);
    if (refusal.status === 405) response.setHeader('Allow', 'GET, HEAD');
    refuse(response, refusal.status, refusal.why);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a status and a line on why. */
export function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}
