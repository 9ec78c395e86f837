// npm run setup [-- --retry-native]: dependencies, native TensorFlow backend, build; quick when all is there.

import { orExplain } from './setup/explain.mjs';
import { setUp } from './setup/set-up.mjs';

const known = ['--retry-native'];
const args = process.argv.slice(2);

await orExplain(async () => {
  const unknown = args.find((argument) => !known.includes(argument));
  if (unknown) throw new Error(`Unknown option ${unknown}; the set-up knows ${known.join(', ')}.`);
  await setUp({ retryNative: args.includes('--retry-native') });
  return 0;
});
