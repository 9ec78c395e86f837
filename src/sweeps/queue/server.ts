import { QueueError } from './errors.ts';

/** The oldest Redis that has all that is used (users, `LPOS`). */
const OLDEST_MAJOR = 6;

/**
 * Looks whether a server can hold a queue, by what its command INFO tells.
 *
 * @returns what the reader should know
 * @throws QueueError where it is too old
 */
export function checkServer(info: string, label: string): string[] {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const version = field('redis_version') ?? '';
  // Valkey and others say which Redis they are like.
  if (!(Number.parseInt(version, 10) >= OLDEST_MAJOR)) {
    throw new QueueError(
      `${label} is Redis ${version || 'of an unknown version'}; a queue needs Redis ${OLDEST_MAJOR}.0 or newer, or Valkey.`,
    );
  }
  const warnings: string[] = [];
  const policy = field('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    warnings.push(
      `${label} may throw away runs when its memory is full (maxmemory-policy ${policy}): set it to noeviction.`,
    );
  }
  return warnings;
}
