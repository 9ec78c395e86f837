import type { IncomingMessage } from 'node:http';

/**
 * What every answer says: nothing but this server's own files may be loaded, run or asked for, nobody may put the page
 * into a frame, and nothing is kept.
 */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/**
 * Why a request is refused; null for one that may be answered. The Host header must name this server as the user's own
 * browser does: a page of another site whose name was made to point at this machine (DNS rebinding) sends its own. A page
 * of another site that asks by the right name tells so in Sec-Fetch-Site or Origin.
 */
export function refusalOf(
  { method, headers }: IncomingMessage,
  port: number,
): [status: number, why: string] | null {
  const names = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Browsers leave the port away where it is HTTP's own.
  if (port === 80) names.push('127.0.0.1', 'localhost');
  if (!names.includes(headers.host?.toLowerCase() ?? ''))
    return [421, `This server answers to http://${names[0]} only.`];
  const { origin } = headers;
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`))
    return [403, 'This server answers its own page only.'];
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return [403, 'This server answers its own page only.'];
  if (method !== 'GET' && method !== 'HEAD')
    return [405, 'This server only shows: GET and HEAD are allowed.'];
  return null;
}
