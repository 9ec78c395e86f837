import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommandLine, run } from './command.mjs';
import { readNote, writeNote } from './notes.mjs';
import { digest, PROJECT } from './paths.mjs';

/**
 * Installs what package-lock.json names, unless it is installed. No package's install script is run: the one
 * package that needs one, tfjs-node, is set up by `native/`.
 *
 * @param {(line: string) => void} say
 * @throws {Error} with the remedy, when npm fails
 */
export async function installDependencies(say) {
  say('Installing the dependencies (npm ci) ...');
  const args = [npmCommandLine(), 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { ok, output } = await run(process.execPath, args, { cwd: PROJECT });
  if (!ok) {
    throw new Error(
      `npm ci failed. Check the network and npm's registry setting, then run the command again. npm said:\n${beginning(output)}`,
    );
  }
  writeNote('dependencies', { key: dependenciesKey() });
}

/**
 * The lines that tell the cause: npm prints them first, and pages of usage after them.
 *
 * @param {string} output
 */
function beginning(output) {
  return output.trim().split(/\r?\n/).slice(0, 12).join('\n');
}

/**
 * Whether node_modules holds what package-lock.json asks for: by the note of the last set-up, or, where the
 * user ran `npm install`, by npm's own record of what it installed.
 */
export function dependenciesInstalled() {
  const key = dependenciesKey();
  if (readNote('dependencies')?.key === key) return true;
  if (!recordAgrees(readJson('package-lock.json'), readJson('node_modules/.package-lock.json'))) return false;
  writeNote('dependencies', { key });
  return true;
}

/**
 * What node_modules depends on. Not on Node's version: no dependency is compiled against it, and tfjs-node's
 * binding uses Node-API, which is the same in all.
 */
function dependenciesKey() {
  return digest(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8'), process.platform, process.arch);
}

/**
 * @typedef {{ packages?: Record<string, { version?: string, optional?: boolean }> }} Lock
 */

/**
 * Whether npm's record of the installed packages has every package of the lock file in its version. Optional
 * ones may be missing: they are for other platforms.
 *
 * @param {Lock | null} lock
 * @param {Lock | null} installed
 */
export function recordAgrees(lock, installed) {
  if (!lock?.packages || !installed?.packages) return false;
  const { packages } = installed;
  return Object.entries(lock.packages).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = packages[path];
    return found ? found.version === version : optional === true;
  });
}

/** @param {string} file @returns {Lock | null} */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(join(PROJECT, file), 'utf8'));
  } catch {
    return null;
  }
}
