/**
 * npm run golden:determinism [-- --check [--node PATH]]: runs the committed deterministic run and writes the hashes of
 * its files to test/golden/determinism.json. Only after a change that is meant to change numbers; the test beside it
 * compares. `--check` writes nothing and compares, with exit code 4 where a file differs; `--node` does so on another
 * Node, of which it takes the binary.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deterministicHashes } from './determinism/hashes.ts';

const { check = false, node } = parseArgs({
  options: { check: { type: 'boolean' }, node: { type: 'string' } },
}).values;
const file = new URL('../test/golden/determinism.json', import.meta.url);

if (node === undefined) process.exitCode = check ? await compare() : await write();
else process.exitCode = elsewhere(node);

async function write(): Promise<number> {
  const hashes = await deterministicHashes();
  writeFileSync(file, `${JSON.stringify(hashes, null, 2)}\n`);
  console.log(hashes);
  return 0;
}

async function compare(): Promise<number> {
  const committed = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const hashes = await deterministicHashes();
  const names = [...new Set([...Object.keys(committed), ...Object.keys(hashes)])];
  const different = names.filter((name) => hashes[name] !== committed[name]);
  const place = `Node ${process.version}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}`;
  if (different.length === 0) console.log(`${place}: all ${names.length} files have the committed bytes.`);
  for (const name of different) console.error(`${place}: ${name} has other bytes than committed.`);
  return different.length === 0 ? 0 : 4;
}

/** This script again, on another Node. */
function elsewhere(binary: string): number {
  const args = ['--import', import.meta.resolve('tsx'), fileURLToPath(import.meta.url), '--check'];
  const { status, error } = spawnSync(binary, args, { stdio: 'inherit' });
  if (!error) return status ?? 1;
  console.error(`--node: ${binary} could not be started (${(error as NodeJS.ErrnoException).code}).`);
  return 2;
}
