// node scripts/run.mjs FILE.ts [arguments]: set-up, then a TypeScript file of this project.
import { join } from 'node:path';
import { run } from './setup/command.mjs';
import { orExplain } from './setup/explain.mjs';
import { PROJECT } from './setup/paths.mjs';
import { setUp } from './setup/set-up.mjs';

await orExplain(async () => {
  await setUp();
  const tsx = join(PROJECT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const { code } = await run(process.execPath, [tsx, ...process.argv.slice(2)], { show: true });
  return code;
});
