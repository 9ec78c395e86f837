import type { IncomingMessage } from 'node:http';

/** Why a request is refused, with the status to answer. */
export interface Refusal {
  readonly status: 403 | 405 | 421;
  readonly why: string;
}

/**
 * Why a request is refused; null for one that may be answered. The Host header must name this server as the user's own
 * browser does: a page of another site whose name was made to point at this machine (DNS rebinding) sends its own. A page
 * of another site that asks by the right name tells so in Sec-Fetch-Site or Origin; it may lead the user here by a link, as
 * it does not get to see what then opens in a window of its own (W3C Fetch Metadata, section 5).
 */
export function refusalOf({ method, headers }: IncomingMessage, port: number): Refusal | null {
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Browsers leave the port away where it is HTTP's own.
  if (port === 80) names.push('127.0.0.1', 'localhost');
  if (!names.includes(headers.host?.toLowerCase() ?? ''))
    return { status: 421, why: `This server answers to http://${names[0]} only.` };
  const { origin } = headers;
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`))
    return { status: 403, why: 'This server answers its own page only.' };
  const site = headers['sec-fetch-site'];
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isLink)
    return { status: 403, why: 'This server answers its own page only.' };
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, why: 'This server only shows: GET and HEAD are allowed.' };
  return null;
}
