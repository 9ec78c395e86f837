import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NAME_PATTERN } from '../../src/config/schema/name.ts';

describe('a name', () => {
  it.each([
    'a',
    'raw',
    'lr-0.5',
    'a b',
    '0',
    'größe',
    'tanh + batch norm',
    'console',
    'comet',
    'x'.repeat(100),
  ])('may be %j', (name) => expect(name).toMatch(NAME_PATTERN));

  it.each([
    ...[
      '',
      '.',
      '..',
      '.hidden',
      '-x',
      ' x',
      'x ',
      'x.',
      'a/b',
      'a\\b',
      'a:b',
      'a*',
      'a?',
      '"a"',
      '<a',
      'a>',
      'a|b',
    ],
    ...[
      'CON',
      'con',
      'nul.txt',
      'Com1',
      'LPT9',
      'aux',
      'prn',
      '__proto__',
      'a\nb',
      'a\u0000',
      'x'.repeat(101),
    ],
  ])('may not be %j', (name) => expect(name).not.toMatch(NAME_PATTERN));

  it('never holds a path separator or leads to another directory', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 6 }), (name) => {
        fc.pre(NAME_PATTERN.test(name));
        expect(name).not.toMatch(/[/\\]|^\.+$/);
        expect(name.trim()).toBe(name);
      }),
    );
  });
});
