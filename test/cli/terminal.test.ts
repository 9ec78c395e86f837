import { describe, expect, it, test } from 'vitest';
import { hasColours, isLive, widthOf } from '../../src/cli/terminal.ts';
import { Remaining } from '../../src/cli/progress-bar.ts';

const terminal = { isTTY: true };
const file = {};

describe('colours', () => {
  it.each([
    ['a terminal', terminal, {}, true],
    ['a file', file, {}, false],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR, which does not count', terminal, { NO_COLOR: '' }, true],
    ['a file with FORCE_COLOR', file, { FORCE_COLOR: '1' }, true],
    ['a file with an empty FORCE_COLOR, as Node has it', file, { FORCE_COLOR: '' }, true],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
    ['a terminal with both', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('on %s', (_, stream, env, expected) => {
    expect(hasColours(stream, env)).toBe(expected);
  });
});

describe('lines that change', () => {
  it.each([
    ['a terminal', terminal, {}, true],
    ['a terminal with NO_COLOR, which speaks of colours only', terminal, { NO_COLOR: '1' }, true],
    ['a file', file, {}, false],
    ['a terminal on a CI server', terminal, { CI: 'true' }, false],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ])('on %s', (_, stream, env, expected) => {
    expect(isLive(stream, env)).toBe(expected);
  });
});

test('a stream without columns, or with none, is 80 wide', () => {
  expect([widthOf({ columns: 132 }), widthOf({ columns: 0 }), widthOf({})]).toEqual([132, 80, 80]);
});

test('the time left is that of the work done so far, scaled to what is left', () => {
  let now = 5_000;
  const remaining = new Remaining(() => now);
  expect(remaining.left(0)).toBe('');
  now += 60_000;
  expect(remaining.left(0.25)).toBe('about 3 min left');
  expect(remaining.left(1)).toBe('less than a second left');
});
