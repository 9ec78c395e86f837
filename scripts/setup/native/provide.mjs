import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { exclusively } from '../lock.mjs';
import { readNote, writeNote } from '../notes.mjs';
import { runPackageInstaller } from './package-installer.mjs';
import { bindingFile, currentTarget, PACKAGE } from './target.mjs';
import { tryNative } from './trial.mjs';
import { buildAgainstWheel } from './wheel-build.mjs';

/** Parts of the package that a finished installation consists of; the rest is in node_modules anyway. */
const INSTALLED_PARTS = ['lib', 'deps'];

/**
 * Whether there is nothing to do about the native backend: it is there, or it could not be installed and
 * nobody asked for another attempt, or `HESSIAN_LAB_NATIVE=skip` says to leave it. Looks at files only.
 *
 * @param {boolean} retry whether a failure counts as something to do
 */
export function isNativeSettled(retry) {
  if (process.env.HESSIAN_LAB_NATIVE === 'skip') return true;
  const note = readNote('native');
  const target = currentTarget();
  const key = target?.cache ?? 'none';
  if (note?.key !== key) return false;
  if (note.state === 'ready') return target !== null && existsSync(bindingFile(target, PACKAGE));
  return !retry;
}

/**
 * Puts the native TensorFlow backend where tfjs-node looks for it: from this machine's cache, else by the
 * package's own installer, else by a build against a TensorFlow wheel. Where all fail, says in one line why
 * WASM computes instead and what to do, and notes it, so that the next start does not try again.
 *
 * @param {(line: string) => void} say
 */
export async function provideNative(say) {
  const target = currentTarget();
  const failure = target
    ? await exclusively(
        target.cache,
        () => install(target, say).catch(errorMessage),
        () => say('Waiting for another set-up that installs the native backend ...'),
      )
    : 'the optional package @tensorflow/tfjs-node is not installed';
  const key = target?.cache ?? 'none';
  if (failure === '') {
    writeNote('native', { state: 'ready', key });
  } else {
    writeNote('native', { state: 'failed', key, reason: failure });
    say(fallbackMessage(failure));
  }
}

/**
 * @param {string} reason why the native backend is not there
 */
export function fallbackMessage(reason) {
  return `No native TensorFlow (${reason}): WASM computes instead, slower for large nets. Mend that, then \`npm run setup -- --retry-native\`.`;
}

/**
 * @param {import('./target.mjs').Target} target
 * @param {(line: string) => void} say
 * @returns {Promise<string>} the reason why it failed; empty when done
 */
async function install(target, say) {
  // What the user has put there (`npm rebuild @tensorflow/tfjs-node`) stays, when it works.
  if (existsSync(bindingFile(target, PACKAGE)) && 'version' in (await tryNative(PACKAGE))) return '';
  if (existsSync(bindingFile(target, target.cache))) {
    linkInto(PACKAGE, target.cache);
    if ('version' in (await tryNative(PACKAGE))) return '';
  }
  rmSync(join(PACKAGE, 'lib'), { recursive: true, force: true });
  rmSync(target.cache, { recursive: true, force: true });
  removeAbandoned(target);

  const staging = `${target.cache}.staging-${process.pid}`;
  try {
    say('Installing the native TensorFlow backend (once per machine; HESSIAN_LAB_NATIVE=skip leaves it) ...');
    const version = await firstThatWorks(staging, target, say);
    if ('reason' in version) return version.reason;
    for (const entry of readdirSync(staging)) {
      if (!INSTALLED_PARTS.includes(entry)) rmSync(join(staging, entry), { recursive: true });
    }
    renameSync(staging, target.cache);
    linkInto(PACKAGE, target.cache);
    say(`The native backend is ready: TensorFlow ${version.version}.`);
    return '';
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * @param {string} staging
 * @param {import('./target.mjs').Target} target
 * @param {(line: string) => void} say
 * @returns {Promise<{ version: string } | { reason: string }>}
 */
async function firstThatWorks(staging, target, say) {
  const ways = [
    { name: 'its own installer', install: () => runPackageInstaller(staging, target) },
    { name: 'a build against the TensorFlow wheel', install: () => buildAgainstWheel(staging, target, say) },
  ];
  const failures = [];
  for (const { name, install } of ways) {
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(dirname(staging), { recursive: true });
    cpSync(PACKAGE, staging, { recursive: true });
    const reason = await install();
    const outcome = reason === '' ? await tryNative(staging) : { reason };
    if ('version' in outcome) return outcome;
    failures.push(`${name}: ${outcome.reason}`);
  }
  return { reason: failures.join('; ') };
}

/**
 * Makes `lib/` of the package a link to that of the cache, from where the binding finds its libraries.
 *
 * @param {string} root
 * @param {string} cache
 */
function linkInto(root, cache) {
  const link = join(root, 'lib');
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link, { recursive: true, force: true });
  // Windows makes junctions without special rights; elsewhere the type is ignored.
  symlinkSync(join(cache, 'lib'), link, 'junction');
}

/**
 * Removes what interrupted installations of this target have left; the caller holds the lock, so none is live.
 *
 * @param {import('./target.mjs').Target} target
 */
function removeAbandoned(target) {
  const folder = dirname(target.cache);
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder)) {
    if (entry.startsWith(`${basename(target.cache)}.staging-`)) {
      rmSync(join(folder, entry), { recursive: true, force: true });
    }
  }
}

/** @param {unknown} error */
function errorMessage(error) {
  return error instanceof Error ? error.message : String(error);
}
