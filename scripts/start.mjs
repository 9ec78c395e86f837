// npm start [-- options of `hessian-lab run`]: set-up, then the quickstart experiment.

import { orExplain } from './setup/explain.mjs';
import { setUp } from './setup/set-up.mjs';

await orExplain(async () => {
  await setUp();
  const { main } = await import(new URL('../dist/cli/main.js', import.meta.url).href);
  return main(['run', 'configs/quickstart.yaml', ...process.argv.slice(2)]);
});
