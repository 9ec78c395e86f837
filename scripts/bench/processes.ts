import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../setup/command.mjs';
import { PROJECT } from '../setup/paths.mjs';
import type { Entry } from './entry.ts';
import { HOUSING } from './problem.ts';
import { PEERS, peersEnvironment } from './python.ts';

/** Longer than the slowest peer takes on a busy machine. */
const LIMIT_SECONDS = 400;

/**
 * The job as a person starts it from the shell, the start of the language and its libraries included. What they compute
 * has been compared inside the processes.
 *
 * @param folder for what a run writes
 * @param problems folder of problem files
 * @param config path of the job's config
 * @param signal when aborted, the process is killed
 */
export function processEntries(
  folder: string,
  problems: string,
  config: string,
  python: string,
  signal: AbortSignal,
): Entry[] {
  const problem = join(problems, `${HOUSING.network}.json`);
  const command = join(PROJECT, 'scripts', 'hessian-lab.mjs');
  const own = entry('hessian-lab run', 'float64', process.env, signal, () => {
    const out = join(mkdtempSync(join(folder, 'run-')), 'out');
    return { program: process.execPath, args: [command, 'run', config, '--quiet', '--out', out], out };
  });
  const script = (name: string, precision: string, file: string) =>
    entry(name, precision, peersEnvironment(), signal, () => ({
      program: python,
      args: [join(PEERS, file), problem],
      out: null,
    }));
  return [
    own,
    script('JAX jit, warm start', 'float64', 'jax_job.py'),
    script('PyHessian', 'float32', 'pyhessian_job.py'),
  ];
}

function entry(
  name: string,
  precision: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  prepare: () => { program: string; args: string[]; out: string | null },
): Entry {
  return {
    work: `process ${HOUSING.network}`,
    name,
    precision,
    threads: null,
    check: async () => ({}),
    async turn() {
      const { program, args, out } = prepare();
      const start = performance.now();
      const { ok, reason } = await run(program, args, { env, limitSeconds: LIMIT_SECONDS, signal });
      const milliseconds = performance.now() - start;
      if (!ok) throw new Error(`${name}: ${reason}`);
      if (out) rmSync(out, { recursive: true, force: true });
      return [milliseconds];
    },
  };
}
