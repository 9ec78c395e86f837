import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest } from './paths.mjs';

/** How often a waiting process looks whether the other one is done, in milliseconds. */
const POLL = 500;

/**
 * Does `work` while no other set-up on this machine works on the same resource; waits for one that does.
 * A lock whose process is gone is taken over.
 *
 * @template Result
 * @param {string} resource a path: what is being set up
 * @param {() => Promise<Result>} work
 * @param {() => void} [onWait] called once when another process holds the lock
 * @returns {Promise<Result>}
 */
export async function exclusively(resource, work, onWait = () => {}) {
  const lock = lockFile(resource);
  for (let waited = false; !acquire(lock); waited = true) {
    if (!waited) onWait();
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/**
 * Where the lock of a resource lies: in the folder for temporary files, which is always writable.
 *
 * @param {string} resource
 */
export function lockFile(resource) {
  const folder = tmpdir();
  mkdirSync(folder, { recursive: true });
  return join(folder, `hessian-lab-${digest(resource).slice(0, 16)}.lock`);
}

/** @param {string} lock */
function acquire(lock) {
  if (create(lock)) return true;
  const holder = holderOf(lock);
  if (holder === null || isAlive(holder)) return false;
  // Renaming succeeds for one of several processes that find the lock abandoned.
  const abandoned = `${lock}.${process.pid}`;
  try {
    renameSync(lock, abandoned);
    rmSync(abandoned, { force: true });
  } catch {
    // Another process was quicker.
  }
  return create(lock);
}

/** @param {string} lock */
function create(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} lock */
function holderOf(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
