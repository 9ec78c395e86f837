/**
 * @typedef {object} Manifest the parts of package.json that say what to install
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [devDependencies]
 *
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [hasInstallScript]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 *
 * @typedef {{ lockfileVersion?: number, packages: Record<string, LockedPackage> }} Lock
 */

const EXACT = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;
/** git, http, file, link and GitHub's short form; a range of versions has neither a colon nor a slash. */
const ELSEWHERE = /[:/]/;

/**
 * What is wrong with the lock file: a package that npm could not verify, or would get from elsewhere than the user's
 * registry, or a version that package.json leaves open.
 *
 * @param {Manifest} manifest
 * @param {Lock} lock
 * @returns {string[]} a line each, with the remedy; [] when nothing is
 */
export function lockFileProblems(manifest, lock) {
  return [
    ...Object.entries(wanted(manifest))
      .filter(([, version]) => !EXACT.test(version))
      .map(
        ([name, version]) =>
          `package.json: ${name} is "${version}"; pin one version (npm install --save-exact)`,
      ),
    ...installed(lock).flatMap(([path, one]) => packageProblems(path, one)),
    ...Object.entries(wanted(manifest))
      .filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version)
      .map(
        ([name]) => `package-lock.json: ${name} has another version than in package.json; run npm install`,
      ),
  ];
}

/**
 * The packages of a lock file by their path, without the project itself.
 *
 * @param {Lock} lock
 */
export function installed(lock) {
  return Object.entries(lock.packages).filter(([path]) => path !== '');
}

/** The name of a package, from its path. @param {string} path */
export function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** @param {Manifest} manifest */
function wanted({ dependencies, optionalDependencies, devDependencies }) {
  return { ...dependencies, ...optionalDependencies, ...devDependencies };
}

/** @param {string} path @param {LockedPackage} one */
function packageProblems(path, one) {
  const say = (/** @type {string} */ what) => `package-lock.json: ${path} ${what}`;
  const elsewhere = Object.entries({ ...one.dependencies, ...one.optionalDependencies }).filter(([, range]) =>
    ELSEWHERE.test(range),
  );
  return [
    ...(one.integrity?.startsWith('sha512-')
      ? []
      : [
          say(
            // npm leaves it out for packages of other platforms when it writes the file from node_modules.
            'has no sha512 integrity; delete its entry, then npm install --package-lock-only in a copy without node_modules',
          ),
        ]),
    ...(one.resolved === undefined ? [] : [say(`names a host: ${one.resolved}; .npmrc leaves these out`)]),
    ...(one.link ? [say('is a link')] : []),
    ...elsewhere.map(([name, range]) => say(`gets ${name} from ${range}, not from the registry`)),
  ];
}
