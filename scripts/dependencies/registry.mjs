import { spawnSync } from 'node:child_process';
import { npmCommandLine } from '../setup/command.mjs';
import { PROJECT } from '../setup/paths.mjs';

/**
 * What the registry knows of the locked packages.
 *
 * @typedef {{ id: string, package: string, range: string, severity: string, title: string }} Found
 */

/** Milliseconds after which a registry that does not answer counts as out of reach. */
const LIMIT = 60_000;

/**
 * Asks the registry by `npm audit`.
 *
 * @returns {{ found: Found[] } | { reason: string }} `reason`: why it could not be asked; some mirrors do not offer it
 */
export function askRegistry() {
  const args = ['audit', '--json', '--package-lock-only', '--fetch-retries=0', '--loglevel=silent'];
  const { stdout, error } = spawnSync(process.execPath, [npmCommandLine(), ...args], {
    cwd: PROJECT,
    encoding: 'utf8',
    timeout: LIMIT,
    maxBuffer: 2 ** 26,
  });
  return readAudit(stdout) ?? { reason: error?.message ?? 'npm audit gave no report' };
}

/**
 * Reads what `npm audit --json` prints; null where it is no report.
 *
 * @param {string} text
 * @returns {{ found: Found[] } | { reason: string } | null}
 */
export function readAudit(text) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return null;
  }
  if (report.vulnerabilities === undefined) {
    const { message } = report;
    return typeof message === 'string' ? { reason: withoutHosts(message) } : null;
  }
  const found = new Map();
  for (const { via } of Object.values(report.vulnerabilities)) {
    // A text names another package, which has an entry of its own.
    for (const one of via.filter((/** @type {unknown} */ entry) => typeof entry === 'object')) {
      const id = one.url.slice(one.url.lastIndexOf('/') + 1);
      found.set(`${id} ${one.name}`, {
        id,
        package: one.name,
        range: one.range,
        severity: one.severity,
        title: one.title,
      });
    }
  }
  return { found: [...found.values()] };
}

/** @param {string} message */
function withoutHosts(message) {
  return message.replaceAll(/https?:\/\/[^/\s]+/g, '');
}

/**
 * Advisories that the registry has and the list has not.
 *
 * @param {Found[]} found
 * @param {import('./advisories.mjs').Advisory[]} listed
 * @returns {string[]} a line each, with the remedy
 */
export function unlisted(found, listed) {
  return found
    .filter(({ id, package: name }) => !listed.some((one) => one.id === id && one.package === name))
    .map(
      ({ id, package: name, range, severity, title }) =>
        `${id} (${severity}): ${name} ${range}: ${title}; take a version without it, or say in scripts/dependencies/advisories.json why it does no harm`,
    );
}
