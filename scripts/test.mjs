// npm test [-- arguments of vitest]: set-up, then every test that needs no service.
// npm run test:services: the same for the tests under test/services/, which need Redis or a browser.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './setup/command.mjs';
import { orExplain } from './setup/explain.mjs';
import { PROJECT } from './setup/paths.mjs';
import { setUp } from './setup/set-up.mjs';

const args = process.argv.slice(2);
const services = args[0] === '--services';

await orExplain(async () => {
  if (services && !hasServiceTests()) {
    console.log('no service tests yet');
    return 0;
  }
  await setUp();
  const config = services ? 'test/services/vitest.config.ts' : 'test/vitest.config.ts';
  const vitest = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
  const rest = services ? args.slice(1) : args;
  const { code } = await run(process.execPath, [vitest, 'run', '--config', config, ...rest], {
    cwd: PROJECT,
    show: true,
  });
  return code;
});

function hasServiceTests() {
  const folder = join(PROJECT, 'test', 'services');
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith('.test.ts'))
  );
}
