import { availableParallelism } from 'node:os';
import { SettingError } from '../../../config/setting-error.ts';

const SWITCH = 'HESSIAN_LAB_THREADS';
const MOST = 8;
/** More gained nothing on the small networks this is for, and other processes want their cores. */
const AUTOMATIC = 4;

/**
 * The number of threads to compute with: as asked for, else by the environment variable HESSIAN_LAB_THREADS, else
 * the processors this process may use, but no more than 4. Results do not depend on it.
 *
 * @param wanted 1 to 8, or `auto`, which leaves it to the variable
 * @throws SettingError when the variable, RangeError when the argument is neither a whole number from 1 to 8 nor `auto`
 */
export function chooseThreads(
  wanted: number | 'auto' = 'auto',
  env: NodeJS.ProcessEnv = process.env,
): number {
  if (wanted !== 'auto') {
    if (!isCount(wanted)) {
      throw new RangeError(`threads: received ${wanted}, allowed are 1 to ${MOST} and 'auto'`);
    }
    return wanted;
  }
  const setting = env[SWITCH] || 'auto';
  if (setting === 'auto') return Math.min(AUTOMATIC, availableParallelism());
  const count = Number(setting);
  if (!isCount(count)) {
    throw new SettingError(
      `${SWITCH}: received ${JSON.stringify(setting)}, allowed are 1 to ${MOST} and auto; unset it for auto`,
    );
  }
  return count;
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= MOST;
}
