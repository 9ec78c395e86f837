/** The checks of `npm run check:dependencies`, each on a lock file with one thing wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bringers, knownAdvisories, listProblems } from '../../../scripts/dependencies/advisories.mjs';
import { INSTALL_SCRIPTS, installScriptProblems } from '../../../scripts/dependencies/install-scripts.mjs';
import { lockFileProblems } from '../../../scripts/dependencies/lock-file.mjs';
import { readAudit, unlisted } from '../../../scripts/dependencies/registry.mjs';

const text = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const lock = JSON.parse(text('package-lock.json'));
const manifest = JSON.parse(text('package.json'));

const integrity = 'sha512-AAAA';
const small = {
  manifest: { dependencies: { a: '1.0.0' }, devDependencies: { d: '3.0.0' } },
  lock: {
    packages: {
      '': { dependencies: { a: '1.0.0' }, devDependencies: { d: '3.0.0' } },
      'node_modules/a': { version: '1.0.0', integrity, dependencies: { b: '^2.0.0' } },
      'node_modules/a/node_modules/b': { version: '2.1.0', integrity },
      'node_modules/b': { version: '1.0.0', integrity },
      'node_modules/d': { version: '3.0.0', integrity, peerDependencies: { b: '*', absent: '*' } },
    },
  },
};

/** The small lock file with one package changed. */
function changed(path: keyof typeof small.lock.packages, change: object) {
  const packages = { ...small.lock.packages, [path]: { ...small.lock.packages[path], ...change } };
  return { packages };
}

it('the committed lock file, install scripts and list of vulnerabilities are in order', () => {
  expect(lockFileProblems(manifest, lock)).toEqual([]);
  expect(installScriptProblems(lock, text('.npmrc'))).toEqual([]);
  expect(listProblems(knownAdvisories(), lock)).toEqual([]);
});

describe('a lock file is refused', () => {
  it('not as it should be', () => {
    expect(lockFileProblems(small.manifest, small.lock)).toEqual([]);
  });

  it.each([
    ['where a package has no integrity', { integrity: undefined }, /node_modules\/a has no sha512 integrity/],
    ['where it has a weak one', { integrity: 'sha1-AAAA' }, /no sha512/],
    ['where it names a host', { resolved: 'https://somewhere.example/a.tgz' }, /names a host/],
    ['where it is a link', { link: true }, /is a link/],
    ['where it comes by git', { dependencies: { b: 'git+ssh://git@example.org/b.git' } }, /gets b from git/],
    ['where it comes from GitHub', { dependencies: { b: 'owner/b' } }, /gets b from owner\/b/],
    [
      'where it comes by http',
      { optionalDependencies: { b: 'https://example.org/b.tgz' } },
      /gets b from http/,
    ],
    ['where its version is not that of package.json', { version: '1.0.1' }, /a has another version/],
  ])('%s', (_, change, message) => {
    const problems = lockFileProblems(small.manifest, changed('node_modules/a', change));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it.each(['^1.0.0', '~1.0.0', '1.x', '*', 'latest', 'github:owner/a'])(
    'where package.json asks for %s',
    (version) => {
      const problems = lockFileProblems({ dependencies: { a: version } }, small.lock);
      expect(problems[0]).toMatch(/package.json: a is .*pin one version/);
    },
  );
});

describe('install scripts', () => {
  const npmrc = 'fund=false\nignore-scripts=true\n';

  it('are refused where nobody has looked at them', () => {
    const withScript = changed('node_modules/a/node_modules/b', { hasInstallScript: true });
    expect(installScriptProblems(withScript, npmrc, {})).toEqual([
      expect.stringMatching(/^b has an install script/),
    ]);
    expect(installScriptProblems(withScript, npmrc, { b: 'reason' })).toEqual([]);
  });

  it('that are gone have to leave the list', () => {
    expect(installScriptProblems(small.lock, npmrc, { b: 'reason' })).toEqual([
      expect.stringMatching(/^b has no install script/),
    ]);
  });

  it('are not run by whoever runs npm install, nor by the set-up', () => {
    expect(installScriptProblems(small.lock, '#ignore-scripts=true\n', {})).toHaveLength(1);
    expect(text('scripts/setup/dependencies.mjs')).toContain("'ci', '--ignore-scripts'");
    // An empty reason is none.
    for (const reason of Object.values(INSTALL_SCRIPTS)) expect(reason.length).toBeGreaterThan(10);
  });
});

describe('known vulnerabilities', () => {
  const known = {
    looked: '2026-01-01',
    packages: { b: { broughtBy: ['a'], reason: 'it is only asked for its name' } },
    advisories: [{ id: 'GHSA-1', package: 'b', versions: ['2.1.0'], severity: 'high', title: 'it leaks' }],
  };
  const one = { packages: { ...small.lock.packages } } as { packages: Record<string, object> };
  delete one.packages['node_modules/b'];

  it('are fine as listed, and to be looked at again in another version', () => {
    expect(listProblems(known, one)).toEqual([]);
    const newer = { ...one.packages, 'node_modules/a/node_modules/b': { version: '2.2.0', integrity } };
    expect(listProblems(known, { packages: newer })).toEqual([
      expect.stringMatching(/GHSA-1: listed for b 2.1.0, locked is 2.2.0/),
    ]);
    expect(listProblems({ ...known, packages: {} }, one)).toEqual([expect.stringMatching(/no reason/)]);
  });

  it('are refused where another package brings them, too', () => {
    expect(bringers(small.lock, 'b')).toEqual(['a', 'd']);
    const listed = {
      ...known,
      advisories: [{ ...known.advisories[0]!, versions: ['1.0.0', '2.1.0'] }],
    };
    expect(listProblems(listed, small.lock)).toEqual([expect.stringMatching(/^b, .* brought by d/)]);
  });

  it('that the registry has and the list has not are refused', () => {
    const report = {
      vulnerabilities: {
        // As npm prints it: the vulnerable package, and one that depends on it.
        b: {
          via: [
            {
              source: 1,
              name: 'b',
              title: 'it leaks',
              url: 'https://github.com/advisories/GHSA-1',
              severity: 'high',
              range: '<3',
            },
            {
              source: 2,
              name: 'b',
              title: 'it burns',
              url: 'https://github.com/advisories/GHSA-2',
              severity: 'low',
              range: '<2.2',
            },
          ],
        },
        a: { via: ['b'] },
      },
    };
    const answer = readAudit(JSON.stringify(report));
    expect(answer).toMatchObject({ found: [{ id: 'GHSA-1' }, { id: 'GHSA-2', package: 'b' }] });
    const { found } = answer as Exclude<typeof answer, { reason: string } | null>;
    expect(unlisted(found, known.advisories)).toEqual([
      expect.stringMatching(/^GHSA-2 \(low\): b <2.2: it burns/),
    ]);
  });

  it('cannot be asked for where a registry does not offer it, and that is told without its host', () => {
    const refusal = { message: '405 Method Not Allowed - POST https://mirror.example/-/npm/v1/security' };
    expect(readAudit(JSON.stringify(refusal))).toEqual({
      reason: '405 Method Not Allowed - POST /-/npm/v1/security',
    });
    expect(readAudit('')).toBeNull();
    expect(readAudit('{}')).toBeNull();
  });
});
