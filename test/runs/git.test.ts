import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitState } from '../../src/runs/git.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function git(directory: string, ...args: string[]): string {
  const identity = [
    '-c',
    'user.name=test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  return execFileSync('git', ['-C', directory, ...identity, ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

test('the commit is that of HEAD, and dirty follows the tracked files', async () => {
  const directory = temporaryDirectory();
  git(directory, 'init', '-q');
  writeFileSync(join(directory, 'a'), '1');
  git(directory, 'add', 'a');
  git(directory, 'commit', '-q', '-m', 'first');
  const commit = git(directory, 'rev-parse', 'HEAD');
  expect(await gitState(directory)).toEqual({ commit, dirty: false });

  writeFileSync(join(directory, 'untracked'), '');
  expect(await gitState(directory)).toEqual({ commit, dirty: false });
  writeFileSync(join(directory, 'a'), '2');
  expect(await gitState(directory)).toEqual({ commit, dirty: true });
});

test('outside git, before the first commit and in a missing folder there is no state, and nothing throws', async () => {
  const directory = temporaryDirectory();
  expect(await gitState(directory)).toBeNull();
  expect(await gitState(join(directory, 'missing'))).toBeNull();
  git(directory, 'init', '-q');
  expect(await gitState(directory)).toBeNull();
});
