import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/errors.ts';
import { positive, processCount } from '../../src/cli/whole-number.ts';

test.each(['0', '-1', '1.5', '1e3', '0x2', ' 2', '', 'Infinity', '9007199254740993'])(
  'a count %j is none',
  (text) => {
    expect(() => positive('seeds', text)).toThrow(
      `--seeds: received "${text}", allowed are whole numbers from 1.`,
    );
    expect(() => processCount(text)).toThrow(UsageError);
  },
);

test('--jobs is by default the processors, and too many processes for any machine are refused', () => {
  expect(processCount(undefined)).toBe(availableParallelism());
  expect([processCount('1'), processCount('64')]).toEqual([1, 64]);
  expect(() => processCount('100000')).toThrow(
    /^--jobs: received "100000", allowed are whole numbers from 1 to \d+ on this machine\.$/,
  );
});
