/** What `reproduce` refuses before it starts anything. */
import { expect, test } from 'vitest';
import { type ReproduceArguments, reproduceClaims } from '../../../src/cli/reproduce/reproduce.ts';

const none: ReproduceArguments = {
  ids: ['E3'],
  seeds: undefined,
  quick: false,
  jobs: undefined,
  out: undefined,
  against: undefined,
  quiet: true,
  json: false,
};

test.for<[Partial<ReproduceArguments>, string]>([
  [{ quick: true, seeds: '4' }, '--quick means 3 seeds: leave --seeds away, or --quick.'],
  [{ jobs: 'two' }, '--jobs: received "two", allowed are whole numbers from 1.'],
  [{ seeds: '0' }, '--seeds: received "0", allowed are whole numbers from 1.'],
  [{ out: '' }, '--out: received "", allowed is a folder; leave it away for results/claims.'],
  [{ ids: ['E33'] }, 'Unknown claim "E33", did you mean "E3"? Claims: E1, E2,'],
])('refuses %j with a UsageError', async ([args, message]) => {
  const refusal = await reproduceClaims({ ...none, ...args }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
});
