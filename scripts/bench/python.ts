import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../setup/command.mjs';
import { exclusively } from '../setup/lock.mjs';
import { cacheDirectory, digest } from '../setup/paths.mjs';

/** The folder of the peers' Python files. */
export const PEERS = fileURLToPath(new URL('../peers/', import.meta.url));

const REQUIREMENTS = join(PEERS, 'requirements.txt');
/** Python versions for which every requirement has wheels. */
const OLDEST = [3, 11] as const;
const NEWEST = [3, 13] as const;
/** Disk space of the environment and of pip's downloads on the way, on Linux x64, where PyTorch brings CUDA. */
const SPACE = 10e9;
const PIP_LIMIT_SECONDS = 3600;
/** Written last, so that an interrupted installation is not taken for a whole one. */
const DONE = 'hessian-lab-done.txt';

/** There is no Python environment for the peers, and why. */
export class PythonError extends Error {}

/**
 * The Python of an environment with the peers, made on first use outside the repository, in a folder named after the
 * hash of requirements.txt. `HESSIAN_LAB_PYTHON` names the Python to make it with; default `python3`, or `python`.
 *
 * @param say told what takes long
 * @param signal when aborted, what runs is killed
 * @throws {PythonError} without Python, space or network
 */
export async function peersPython(say: (line: string) => void, signal: AbortSignal): Promise<string> {
  const { program, version } = await findPython();
  const key = digest(readFileSync(REQUIREMENTS, 'utf8'), version).slice(0, 16);
  const folder = join(cacheDirectory(), `peers-${key}`);
  const inside = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python');
  const python = join(folder, inside);
  await exclusively(folder, async () => {
    if (existsSync(join(folder, DONE))) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    checkSpace(folder);
    say(`Installing PyTorch, JAX and the other peers into ${folder}, once; up to 6 GB and some minutes.`);
    await step(program, ['-m', 'venv', folder], 'make a virtual environment', signal);
    // Quiet: pip's progress is not the benchmark's output. Its cache would keep gigabytes a second time.
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--disable-pip-version-check'];
    await step(python, [...pip, '-r', REQUIREMENTS], 'install the peers', signal);
    writeFileSync(join(folder, DONE), `${version}\n`);
  });
  return python;
}

/** The environment variables for Python: as here, without switches that make a current OpenBLAS slow. */
export function peersEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...rest } = env;
  return { ...rest, PYTHONDONTWRITEBYTECODE: '1' };
}

async function findPython(): Promise<{ program: string; version: string }> {
  const chosen = process.env.HESSIAN_LAB_PYTHON;
  const reasons: string[] = [];
  for (const program of chosen ? [chosen] : ['python3', 'python']) {
    const asked = await run(program, ['-c', 'import sys, venv; print(*sys.version_info[:3], sep=".")'], {
      limitSeconds: 60,
    });
    const version = asked.output.trim();
    if (!asked.ok) reasons.push(`${program}: ${asked.reason}`);
    else if (isSupported(version)) return { program, version };
    else reasons.push(`${program} is ${version}`);
  }
  const range = `${OLDEST.join('.')} to ${NEWEST.join('.')}`;
  throw new PythonError(
    `no Python ${range} with its venv module (${reasons.join('; ')}). Install one, or name it in HESSIAN_LAB_PYTHON.`,
  );
}

/** Whether every requirement has wheels for a version of Python, such as '3.11.7'. */
export function isSupported(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === OLDEST[0] && minor! >= OLDEST[1] && minor! <= NEWEST[1];
}

function checkSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= SPACE) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new PythonError(
    `${folder} needs ${gigabytes(SPACE)} while the peers are installed, ${gigabytes(free)} are free. Free some, or set XDG_CACHE_HOME to a folder elsewhere.`,
  );
}

async function step(program: string, args: string[], what: string, signal: AbortSignal): Promise<void> {
  const { ok, reason } = await run(program, args, {
    env: peersEnvironment(),
    limitSeconds: PIP_LIMIT_SECONDS,
    signal,
  });
  if (!ok) throw new PythonError(`could not ${what}: ${reason}`);
}
