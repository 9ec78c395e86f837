import { describe, expect, test } from 'vitest';
import { parseTicks, stealBetween } from '../../../scripts/bench/conditions.ts';

describe('the share of stolen time', () => {
  test('is read from the line of all processors in /proc/stat', () => {
    const text = 'intr 5\ncpu  10 1 5 100 2 0 3 4 7 0\ncpu0 9 9 9 9 9 9 9 9 9 9\n';
    expect(parseTicks(text)).toEqual([10, 1, 5, 100, 2, 0, 3, 4, 7, 0]);
    expect(parseTicks('no such line')).toBeNull();
  });

  test('is steal over all states; guests are part of user time and not counted twice', () => {
    const before = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(stealBetween(before, [50, 0, 0, 25, 0, 0, 0, 25, 50, 0])).toBe(25);
  });

  test('is 0 when no time has passed', () => {
    expect(stealBetween([1, 2], [1, 2])).toBe(0);
  });
});
