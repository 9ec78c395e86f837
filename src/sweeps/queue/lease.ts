import { SettingError } from '../../config/setting-error.ts';

/** The environment variable that says how long a worker may be silent before others take over what it is at. */
const VARIABLE = 'HESSIAN_LAB_QUEUE_LEASE_SECONDS';

/** Training goes on in other processes, so that a worker is silent only when it is dead, suspended or cut off. */
const DEFAULT_SECONDS = 15;

/**
 * How long a worker owns a run that it has taken, in milliseconds; it renews that all the time. A run whose worker is
 * gone is taken over one to three such times later.
 *
 * @throws SettingError
 */
export function leaseMilliseconds(env: NodeJS.ProcessEnv = process.env): number {
  const text = env[VARIABLE] || String(DEFAULT_SECONDS);
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3600) return 1000 * seconds;
  throw new SettingError(
    `${VARIABLE}: received ${JSON.stringify(text)}, allowed are seconds from 1 to 3600; unset it for ${DEFAULT_SECONDS}`,
  );
}
