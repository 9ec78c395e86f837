// node --import kill-at.mjs: counts every call of node:fs that changes something below FAULT_ROOT, and kills the process
// at the one numbered FAULT_AT: FAULT_MODE `after` it, or `torn`, when half of its data are written.
// Without FAULT_AT it writes the names of all calls to FAULT_REPORT when the process ends.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';

const root = resolve(process.env.FAULT_ROOT ?? '.') + sep;
const at = Number(process.env.FAULT_AT ?? 0);
const mode = process.env.FAULT_MODE ?? 'after';
const report = process.env.FAULT_REPORT;

/** @type {string[]} */
const calls = [];
/** File descriptors and handles that are open below the root. @type {Set<unknown>} */
const opened = new Set();

const NAMES = [
  'appendFile',
  'chmod',
  'close',
  'copyFile',
  'fdatasync',
  'fsync',
  'ftruncate',
  'link',
  'mkdir',
  'open',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'write',
  'writeFile',
];
const HANDLE_NAMES = ['appendFile', 'close', 'datasync', 'sync', 'truncate', 'write', 'writeFile'];
/** Position of the data among the arguments; a handle's own methods have no target in front. */
const DATA_AFTER_TARGET = ['appendFile', 'write', 'writeFile'];

for (const name of NAMES) {
  wrap(fs, `${name}Sync`, name, false);
  wrap(fs.promises, name, name, false);
}
const own = await fs.promises.open(new URL(import.meta.url), 'r');
const handle = Object.getPrototypeOf(own);
await own.close();
for (const name of HANDLE_NAMES) wrap(handle, name, name, true);
syncBuiltinESMExports();

const { writeFileSync } = fs;
process.on('exit', () => {
  if (report && at === 0) writeFileSync(report, calls.join('\n'));
});

/** @param {any} object @param {string} property @param {string} name @param {boolean} isHandle */
function wrap(object, property, name, isHandle) {
  const original = object[property];
  if (typeof original !== 'function') return;
  object[property] = function wrapped(/** @type {any[]} */ ...args) {
    const target = isHandle ? this : args[0];
    if (!isBelow(target)) return original.apply(this, args);
    if (name === 'open' && !changes(args[1])) return watch(original.apply(this, args));
    calls.push(isHandle ? `FileHandle.${name}` : property);
    const isHit = calls.length === at;
    if (isHit && mode === 'torn') halve(args, isHandle ? 0 : 1, name);
    if (!isHit) {
      const result = original.apply(this, args);
      if (name === 'open') watch(result);
      return result;
    }
    // Also after one that fails, as the link of a lock that another process holds.
    try {
      const result = original.apply(this, args);
      return result instanceof Promise ? result.then(die, die) : die();
    } catch {
      return die();
    }
  };
}

/** @param {unknown} target */
function isBelow(target) {
  if (opened.has(target)) return true;
  if (typeof target !== 'string') return false;
  return resolve(target).startsWith(root);
}

/** @param {unknown} flags */
function changes(flags) {
  return typeof flags === 'number'
    ? (flags & 3) !== fs.constants.O_RDONLY
    : flags !== 'r' && flags !== undefined;
}

/** @param {any} result */
function watch(result) {
  if (result instanceof Promise) result.then((file) => opened.add(file)).catch(() => {});
  else opened.add(result);
  return result;
}

/** @param {any[]} args @param {number} position @param {string} name */
function halve(args, position, name) {
  if (!DATA_AFTER_TARGET.includes(name)) return;
  const data = args[position];
  args[position] = data.slice(0, Math.floor(data.length / 2));
}

/** @returns {never} */
function die() {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}
