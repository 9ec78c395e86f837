#!/usr/bin/env node
// The command `hessian-lab`. A package holds dist/ and no set-up; in a clone dist/ is built first when the sources
// are newer.
import { existsSync } from 'node:fs';
import { orExplain } from './setup/explain.mjs';

await orExplain(async () => {
  if (existsSync(new URL('./setup/set-up.mjs', import.meta.url))) {
    const { setUp } = await import('./setup/set-up.mjs');
    await setUp();
  }
  const { main } = await import(new URL('../dist/cli/main.js', import.meta.url).href);
  return main(process.argv.slice(2));
});
