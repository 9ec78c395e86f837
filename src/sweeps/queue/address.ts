import { readFileSync } from 'node:fs';
import { QueueError } from './errors.ts';

/** The environment variable that may hold the address, so that its password does not stand in the list of processes. */
export const QUEUE_VARIABLE = 'HESSIAN_LAB_QUEUE';

const FORM = 'redis://[user:password@]host[:port][/database], or rediss:// for TLS';

/** Where a queue is, and with which rights. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  /** Number of the database in Redis. */
  readonly database: number;
  readonly username: string | null;
  readonly password: string | null;
  /** null without TLS; `ca` (PEM) is trusted in place of Node's list where it is given. */
  readonly tls: { readonly ca: string | null } | null;
  /** For people: the address without its password. */
  readonly label: string;
}

/**
 * Reads the address of a queue.
 *
 * @param given the value of `--queue`; empty or absent: the environment variable HESSIAN_LAB_QUEUE has it
 * @param caFile the value of `--queue-ca`, a PEM file
 * @throws QueueError, without the password
 */
export function readAddress(
  given: string | undefined,
  caFile: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): QueueAddress {
  const [text, source] = given ? [given, '--queue'] : [env[QUEUE_VARIABLE] ?? '', QUEUE_VARIABLE];
  if (text === '') {
    throw new QueueError(
      `No queue was named: write --queue redis://localhost:6379, or put the address into the environment variable ${QUEUE_VARIABLE}. Allowed is ${FORM}.`,
    );
  }
  const refuse = (problem: string) =>
    new QueueError(`${source}: ${problem}: received ${maskUrl(text)}, allowed is ${FORM}.`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['redis:', 'rediss:'].includes(url.protocol)) throw refuse('this is no address of a queue');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw refuse('the host is missing');
  if (url.search !== '' || url.hash !== '') throw refuse('options behind the address are not known');
  const [, database] = /^\/?(\d{0,5})$/.exec(url.pathname) ?? [];
  if (database === undefined) throw refuse('the database is no number');
  const isEncrypted = url.protocol === 'rediss:';
  if (caFile !== undefined && !isEncrypted) {
    throw new QueueError(
      `--queue-ca is for TLS, which ${maskUrl(text)} does not use: write rediss:// in place of redis://.`,
    );
  }
  return {
    host,
    port: Number(url.port || 6379),
    database: Number(database || 0),
    username: url.username === '' ? null : decode(url.username, refuse),
    password: url.password === '' ? null : decode(url.password, refuse),
    tls: isEncrypted ? { ca: caFile === undefined ? null : readCa(caFile) } : null,
    label: maskUrl(text),
  };
}

/** A text about a queue with each occurrence of its password, plain or in the notation of URLs, replaced by stars. */
export function withoutPassword(text: string, { password }: QueueAddress): string {
  if (password === null) return text;
  return [password, encodeURIComponent(password), encodeURI(password)].reduce(
    (masked, secret) => masked.replaceAll(secret, '***'),
    text,
  );
}

/** Everything between the scheme and the last @ may hold a password, also where the text is no URL. */
function maskUrl(text: string): string {
  const end = text.lastIndexOf('@');
  if (end < 0) return text;
  const [scheme = ''] = /^[a-z]*:?\/\/|^[a-z]+:/i.exec(text) ?? [];
  const credentials = text.slice(scheme.length, end);
  const [user = ''] = /^[^:]*(?=:)/.exec(credentials) ?? [];
  return `${scheme}${user === '' ? '' : user}:***${text.slice(end)}`;
}

function decode(text: string, refuse: (problem: string) => QueueError): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse('user or password is not in the notation of URLs (write %25 for %, %40 for @, %2F for /)');
  }
}

function readCa(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new QueueError(
      `--queue-ca: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); name a file of certificates in PEM form.`,
    );
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new QueueError(`--queue-ca: ${file} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).`);
}
