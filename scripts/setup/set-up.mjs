import { build, isBuilt } from './build.mjs';
import { dependenciesInstalled, installDependencies } from './dependencies.mjs';
import { exclusively } from './lock.mjs';
import { isNativeSettled, provideNative } from './native/provide.mjs';
import { PROJECT } from './paths.mjs';

/** The oldest Node that every dependency runs on, as `engines` in package.json. */
const OLDEST_NODE = [20, 19];

/**
 * Brings a clone to the point where `dist/` can run: dependencies, TensorFlow.js backend, build. Each step is
 * done only when it is needed; with nothing to do it takes some ten milliseconds and prints nothing.
 *
 * @param {{ retryNative?: boolean, say?: (line: string) => void }} [options] `retryNative`: try to install the
 *   native backend again after it failed; `say`: prints a line, by default to standard error
 * @throws {Error} with the remedy
 */
export async function setUp({ retryNative = false, say = (line) => console.error(line) } = {}) {
  checkNode(process.versions.node);
  const done = () => dependenciesInstalled() && isNativeSettled(retryNative) && isBuilt();
  if (done()) return;
  await exclusively(
    PROJECT,
    async () => {
      if (!dependenciesInstalled()) await installDependencies(say);
      if (!isNativeSettled(retryNative)) await provideNative(say);
      if (!isBuilt()) await build(say);
    },
    () => say('Waiting for another set-up of this clone ...'),
  );
}

/**
 * @param {string} version such as 20.19.0
 * @throws {Error} when Node is too old
 */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = /** @type {[number, number]} */ (OLDEST_NODE);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(
      `Node ${version} is too old: hessian-lab needs ${OLDEST_NODE.join('.')} or newer. Get it from https://nodejs.org`,
    );
  }
}
