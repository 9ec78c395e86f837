/**
 * npm run golden:determinism: runs the committed deterministic run and writes the hashes of its files to
 * test/golden/determinism.json. Only after a change that is meant to change numbers; the test beside it compares.
 */
import { writeFileSync } from 'node:fs';
import { deterministicHashes } from './determinism/hashes.ts';

const file = new URL('../test/golden/determinism.json', import.meta.url);
const hashes = await deterministicHashes();
writeFileSync(file, `${JSON.stringify(hashes, null, 2)}\n`);
console.log(hashes);
