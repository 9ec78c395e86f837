import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

/**
 * @typedef {object} Outcome
 * @property {boolean} ok whether the program started and ended with status 0 within the time limit
 * @property {number} code its status; 1 where it has none
 * @property {string} output the end of what it printed, when it was captured
 * @property {string} reason one line for people: why it failed; empty when ok
 */

/** Characters of output kept for the reason of a failure. */
const KEPT_OUTPUT = 20_000;

/**
 * Runs a program without a shell, so that no path needs quoting on any platform.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitSeconds?: number, show?: boolean, signal?: AbortSignal }} [options]
 *   `show`: print what it prints, instead of capturing it; `signal`: kills it when aborted
 * @returns {Promise<Outcome>}
 */
export function run(
  program,
  args,
  { cwd, env = process.env, limitSeconds, show = false, signal: abort } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      timeout: limitSeconds === undefined ? undefined : limitSeconds * 1000,
      killSignal: 'SIGKILL',
      signal: abort,
      windowsHide: true,
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', (error) => resolve({ ok: false, code: 1, output, reason: error.message }));
    // 'exit', not 'close': a grandchild that outlives a killed installer keeps the pipes open.
    child.once('exit', (code, signal) => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      const ok = code === 0;
      resolve({
        ok,
        code: code ?? 1,
        output,
        reason: ok ? '' : reasonOf(code, signal, output, limitSeconds),
      });
    });
  });
}

/**
 * @param {number | null} code
 * @param {string | null} signal
 * @param {string} output
 * @param {number | undefined} limitSeconds
 */
function reasonOf(code, signal, output, limitSeconds) {
  if (signal === 'SIGKILL' && limitSeconds !== undefined) return `not done after ${limitSeconds} s`;
  if (signal !== null) return `ended by ${signal}`;
  return lastComplaint(output) || `exit status ${code}`;
}

/**
 * The line of a program's output that says best what went wrong: the last one that speaks of an error,
 * otherwise the last one.
 *
 * @param {string} output
 */
export function lastComplaint(output) {
  const lines = output.split(/[\r\n]+/).map((line) => line.trim());
  const complaint =
    lines.findLast((line) => /\berr(or)?\b[:!]?\s/i.test(line) && /[a-z]{3}/.test(line)) ??
    lines.findLast((line) => line !== '');
  return (complaint ?? '').slice(0, 200);
}

/**
 * The JavaScript file of npm's command line, which `process.execPath` can run on every platform (`npm.cmd`
 * needs a shell): the npm that started this process, the one beside this Node, or the first on the PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node
 * @throws {Error} when there is none
 */
export function npmCommandLine(env = process.env, node = process.execPath) {
  const beside = dirname(node);
  const candidates = [
    // npx sets the variable to its own script, which lies beside npm's.
    env.npm_execpath && /^np[mx]-cli\.js$/.test(basename(env.npm_execpath))
      ? join(dirname(env.npm_execpath), 'npm-cli.js')
      : '',
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...(env.PATH ?? '')
      .split(delimiter)
      .flatMap((folder) => [
        linkTarget(join(folder, 'npm')),
        join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      ]),
  ];
  const found = candidates.find((file) => basename(file) === 'npm-cli.js' && existsSync(file));
  if (found) return found;
  throw new Error(
    'npm was not found, neither beside Node nor on the PATH; install Node from https://nodejs.org with npm.',
  );
}

/** @param {string} file */
function linkTarget(file) {
  try {
    return realpathSync(file);
  } catch {
    return '';
  }
}
