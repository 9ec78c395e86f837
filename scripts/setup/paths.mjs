import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Where the set-up notes what it has done; goes with node_modules, whose state it describes. */
export const NOTES = fileURLToPath(new URL('../../node_modules/.hessian-lab/', import.meta.url));

/**
 * The folder for what is worth keeping longer than node_modules, by the custom of the operating system:
 * `$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`.
 *
 * @param {string} platform
 * @param {Record<string, string | undefined>} env
 * @param {string} home
 */
export function cacheDirectory(platform = process.platform, env = process.env, home = homedir()) {
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'hessian-lab', 'cache');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'hessian-lab');
  // The XDG specification says to ignore relative paths.
  const xdg = env.XDG_CACHE_HOME;
  return posix.join(xdg && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.cache'), 'hessian-lab');
}

/**
 * The SHA-256 of some texts, in hexadecimal; where one text ends and the next begins makes a difference.
 *
 * @param {...string} texts
 */
export function digest(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('hex');
}
