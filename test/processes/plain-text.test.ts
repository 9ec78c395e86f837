import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/processes/plain-text.ts';

/** Texts with much of what does harm in them. */
const said = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001b[31m',
        '\u001b]0;title\u0007',
        '\r',
        '\n',
        '\t',
        '\0',
        '\u009b2J',
        '\u202e',
        '\ud800',
        '😀',
      ),
    ),
  )
  .map((parts) => parts.join(''));

describe('what another process says', () => {
  test.prop([said, fc.integer({ min: 0, max: 50 })])(
    'has no control character but line breaks, no lone surrogate and a bounded length',
    (text, most) => {
      const plain = plainText(text, most);
      for (const character of plain) {
        const code = character.codePointAt(0)!;
        expect(character === '\n' || (code >= 0x20 && !(code >= 0x7f && code < 0xa0))).toBe(true);
        expect(code >= 0xd800 && code < 0xe000).toBe(false);
      }
      expect(plain.length).toBeLessThanOrEqual(most + ' … (12345 more characters)'.length);
      expect(plainText(plain)).toBe(plain);
    },
  );

  test.prop([fc.string()])('stays as it is where it is plain', (text) => {
    expect(plainText(text)).toBe(text);
  });

  it.each([
    ['a clear screen', 'a\u001b[2J\u001b[Hb', 'ab'],
    ['a link', '\u001b]8;;http://x\u0007text\u001b]8;;\u0007', 'text'],
    ['a line that is written over', 'failed\rcompleted', 'failed\ncompleted'],
    ['letters in reverse', 'abc\u202edef', 'abcdef'],
    ['tabs and line breaks of Windows', 'a\tb\r\nc', 'a b\nc'],
  ])('loses %s', (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('is cut where it is long, with the number of characters that are lost, and never within a character', () => {
    expect(plainText('a'.repeat(5000))).toBe(`${'a'.repeat(4000)} … (1000 more characters)`);
    expect(plainText('😀😀', 3)).toBe('😀 … (1 more characters)');
    expect(plainText('b'.repeat(2 ** 28), 5)).toBe(`bbbbb … (${2 ** 28 - 5} more characters)`);
  });
});
