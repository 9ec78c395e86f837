import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests that need a service (Redis, a browser, npm's registry); `npm run test:services`. A missing service is a failure. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/services/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    env: { NO_COLOR: '1', TZ: 'UTC' },
  },
});
