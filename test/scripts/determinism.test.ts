import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deterministicHashes } from '../../scripts/determinism/hashes.ts';

const committed = JSON.parse(
  readFileSync(new URL('../golden/determinism.json', import.meta.url), 'utf8'),
) as object;

test('a deterministic run has the bytes that were committed, on whatever Node and processor this is, and twice', async () => {
  // After a change that is meant to change numbers: npm run golden:determinism.
  expect(await deterministicHashes()).toEqual(committed);
  expect(await deterministicHashes()).toEqual(committed);
});
