import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../command.mjs';
import { PROJECT } from '../paths.mjs';
import { bindingFile } from './target.mjs';

/** Seconds for a download of about 100 MB; on a dead connection the installer would wait for ever. */
const LIMIT = 5 * 60;

/**
 * Runs tfjs-node's own install script in `staging`, a copy of the package: it downloads libtensorflow and a
 * prebuilt binding.
 *
 * @param {string} staging
 * @param {import('./target.mjs').Target} target
 * @returns {Promise<string>} the reason why it failed; empty when the binding is there
 */
export async function runPackageInstaller(staging, target) {
  const { ok, reason } = await run(process.execPath, ['scripts/install.js'], {
    cwd: staging,
    env: environmentOfCopy(),
    limitSeconds: LIMIT,
  });
  if (!ok) return reason;
  return existsSync(bindingFile(target, staging)) ? '' : 'it ended without a binding';
}

/** The environment in which a copy of tfjs-node outside node_modules finds its dependencies and their commands. */
export function environmentOfCopy() {
  const modules = join(PROJECT, 'node_modules');
  // Windows calls it Path, and process.env there ignores case where a copy of it does not.
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return {
    ...process.env,
    NODE_PATH: modules,
    [path]: `${join(modules, '.bin')}${delimiter}${process.env[path] ?? ''}`,
    TF_CPP_MIN_LOG_LEVEL: '2',
  };
}
