import { describe, expect, test } from 'vitest';
import { readOptions, wanted } from '../../../scripts/bench/options.ts';

describe('the command line of a benchmark', () => {
  test('has defaults', () => {
    expect(readOptions([], 9)).toEqual({ rounds: 9, only: [] });
  });

  test('takes rounds, and parts of names, repeated or with commas', () => {
    expect(readOptions(['--rounds', '3', '--only', 'product,job', '--only', 'path'], 9)).toEqual({
      rounds: 3,
      only: ['product', 'job', 'path'],
    });
  });

  test.each([['0'], ['-1'], ['1.5'], ['many'], ['']])('refuses --rounds=%s', (rounds) => {
    expect(() => readOptions([`--rounds=${rounds}`], 9)).toThrow(
      `--rounds: expected a whole number from 1, received '${rounds}'`,
    );
  });

  test('refuses what it does not know', () => {
    expect(() => readOptions(['--fast'], 9)).toThrow('--fast');
  });

  test('chooses works whose names contain a part, and names them all when none does', () => {
    const works = ['product 2-1', 'gradient 2-1'];
    expect(wanted(works, readOptions([], 9))).toEqual(works);
    expect(wanted(works, readOptions(['--only', 'prod'], 9))).toEqual(['product 2-1']);
    expect(() => wanted(works, readOptions(['--only', 'trace'], 9))).toThrow(
      "no work's name contains 'trace'; there are product 2-1, gradient 2-1",
    );
  });
});
