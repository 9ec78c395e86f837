import { installed, nameOf } from './lock-file.mjs';

/**
 * Packages that would run a script of theirs on the user's machine when they are installed, and why it need not run:
 * .npmrc says ignore-scripts, and the set-up passes --ignore-scripts.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const INSTALL_SCRIPTS = {
  '@tensorflow/tfjs-node':
    'downloads TensorFlow and a binding; scripts/setup/native does so, in a copy, or builds against the wheel',
  'core-js': 'prints an advertisement',
  esbuild: 'makes its command start faster; the binary is a package of its own, with integrity',
  'msgpackr-extract': 'compiles a parser where no binary fits; msgpackr does without it',
};

/**
 * @param {import('./lock-file.mjs').Lock} lock
 * @param {string} npmrc content of .npmrc
 * @param {Readonly<Record<string, string>>} allowed
 * @returns {string[]} a line each, with the remedy
 */
export function installScriptProblems(lock, npmrc, allowed = INSTALL_SCRIPTS) {
  const found = new Set(
    installed(lock)
      .filter(([, one]) => one.hasInstallScript)
      .map(([path]) => nameOf(path)),
  );
  return [
    ...(/^ignore-scripts=true$/m.test(npmrc) ? [] : ['.npmrc: ignore-scripts=true is missing']),
    ...[...found]
      .filter((name) => !(name in allowed))
      .map(
        (name) =>
          `${name} has an install script, which nobody has looked at; if it works without, say why in scripts/dependencies/install-scripts.mjs`,
      ),
    ...Object.keys(allowed)
      .filter((name) => !found.has(name))
      .map(
        (name) =>
          `${name} has no install script any more; take it out of scripts/dependencies/install-scripts.mjs`,
      ),
  ];
}
