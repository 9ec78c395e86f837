import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./hessian-lab.entry.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

/** How a process ended, and all it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `hessian-lab` as a process of its own, from the sources, in the folder `cwd`. */
export function start(
  cwd: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--import', tsx, ...nodeOptions, entry, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: endOf(child) };
}

/** Runs `hessian-lab` to its end. */
export function hessianLab(cwd: string, ...args: string[]): Promise<Ended> {
  return start(cwd, args).ended;
}

/** Collects what a process says until it has ended and its pipes are closed. */
export async function endOf(child: ChildProcess): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...said }));
  });
}

/** Waits until a condition holds; gives up after 50 seconds with what was waited for. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const patience = performance.now() + 50_000;
  while (!condition()) {
    if (performance.now() > patience) throw new Error(`waited 50 s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
