// npm run check:dependencies: the lock file, install scripts and known vulnerabilities. Needs nothing installed, and no
// network: where the registry cannot be asked for new advisories it says so, and the committed list has to do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownAdvisories, listProblems } from './dependencies/advisories.mjs';
import { INSTALL_SCRIPTS, installScriptProblems } from './dependencies/install-scripts.mjs';
import { installed, lockFileProblems } from './dependencies/lock-file.mjs';
import { askRegistry, unlisted } from './dependencies/registry.mjs';
import { orExplain } from './setup/explain.mjs';
import { PROJECT } from './setup/paths.mjs';

await orExplain(async () => {
  const text = (/** @type {string} */ file) => readFileSync(join(PROJECT, file), 'utf8');
  /** @type {import('./dependencies/lock-file.mjs').Lock} */
  const lock = JSON.parse(text('package-lock.json'));
  const known = knownAdvisories();
  const answer = askRegistry();
  const problems = [
    ...lockFileProblems(JSON.parse(text('package.json')), lock),
    ...installScriptProblems(lock, text('.npmrc')),
    ...listProblems(known, lock),
    ...('found' in answer ? unlisted(answer.found, known.advisories) : []),
  ];
  console.log(`${installed(lock).length} packages in package-lock.json.`);
  console.log(`Not run: the install scripts of ${Object.keys(INSTALL_SCRIPTS).join(', ')}.`);
  const vulnerable = Object.keys(known.packages).join(', ');
  console.log(
    `${known.advisories.length} known vulnerabilities, in ${vulnerable}, last looked for on ${known.looked}.`,
  );
  console.log(
    'found' in answer
      ? `The registry was asked and knows ${answer.found.length}.`
      : `The registry was not asked for new ones: ${answer.reason}`,
  );
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? 'Dependencies are as they should be.' : `${problems.length} problems.`);
  return problems.length === 0 ? 0 : 4;
});
