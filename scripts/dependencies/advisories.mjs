import { readFileSync } from 'node:fs';
import { installed, nameOf } from './lock-file.mjs';

/**
 * @typedef {object} Advisory a known vulnerability of a package that this project cannot do without
 * @property {string} id of the GitHub advisory: GHSA-…
 * @property {string} package
 * @property {string[]} versions those in the lock file that have it; another one has to be looked at again
 * @property {string} severity
 * @property {string} title
 *
 * @typedef {object} KnownAdvisories
 * @property {string} looked the day on which somebody last looked for new ones
 * @property {Record<string, { broughtBy: string[], reason: string }>} packages why each vulnerable package is there, which
 *   direct dependencies alone may bring it, and why it does no harm
 * @property {Advisory[]} advisories
 */

/** The committed list. @returns {KnownAdvisories} */
export function knownAdvisories() {
  return JSON.parse(readFileSync(new URL('./advisories.json', import.meta.url), 'utf8'));
}

/**
 * Whether the list still fits the lock file: needs no network.
 *
 * @param {KnownAdvisories} known
 * @param {import('./lock-file.mjs').Lock} lock
 * @returns {string[]} a line each, with the remedy
 */
export function listProblems({ packages, advisories }, lock) {
  const versions = (/** @type {string} */ name) =>
    installed(lock)
      .filter(([path]) => nameOf(path) === name)
      .map(([, { version }]) => version ?? '');
  return [
    ...advisories.flatMap((one) =>
      versions(one.package).sort().join() === [...one.versions].sort().join()
        ? []
        : `${one.id}: listed for ${one.package} ${one.versions.join(', ')}, locked is ${versions(one.package).join(', ') || 'none'}; look at the advisory again`,
    ),
    ...advisories
      .filter((one) => !(one.package in packages))
      .map((one) => `${one.id}: no reason is given for ${one.package}`),
    ...Object.entries(packages).flatMap(([name, { broughtBy }]) =>
      bringers(lock, name)
        .filter((direct) => !broughtBy.includes(direct))
        .map(
          (direct) =>
            `${name}, which has known vulnerabilities, is brought by ${direct}, too; look whether its reason holds there`,
        ),
    ),
  ];
}

/**
 * The direct dependencies through which a package comes, optional and peer dependencies included.
 *
 * @param {import('./lock-file.mjs').Lock} lock
 * @param {string} name
 */
export function bringers(lock, name) {
  const root = lock.packages[''] ?? {};
  const direct = Object.keys({ ...root.dependencies, ...root.optionalDependencies, ...root.devDependencies });
  return direct.filter((one) => reachable(lock, `node_modules/${one}`).some((path) => nameOf(path) === name));
}

/** @param {import('./lock-file.mjs').Lock} lock @param {string} start */
function reachable(lock, start) {
  const seen = new Set([start]);
  for (const path of seen) {
    const { dependencies, optionalDependencies, peerDependencies } = lock.packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = resolved(lock, path, name);
      if (found !== null) seen.add(found);
    }
  }
  return [...seen];
}

/**
 * Where Node finds a package from another one: in its node_modules, or in one above. null: not installed.
 *
 * @param {import('./lock-file.mjs').Lock} lock
 * @param {string} from
 * @param {string} name
 */
function resolved(lock, from, name) {
  for (let base = `${from}/`; ; base = base.slice(0, base.lastIndexOf('node_modules/'))) {
    const path = `${base}node_modules/${name}`;
    if (path in lock.packages) return path;
    if (base === '') return null;
  }
}
