import { stripVTControlCharacters } from 'node:util';

/** Characters of a message of another process; enough for a config's errors, each with its place. */
const LONGEST = 4000;

/**
 * Lone surrogates, control characters but for the line break, and those that turn the direction of what follows them or break its line: a
 * terminal would carry them out, and a reader see another text than was written.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * What another process says, as people may read it in a terminal, a table or a log: without escape sequences and control
 * characters (a tab becomes a space, line breaks stay) and lone surrogates, and of bounded length, the end of a longer one
 * told by the number of its characters. Whoever writes what is not of this process's making goes through here.
 *
 * @param most characters (UTF-16 units) that are kept; default 4,000
 */
export function plainText(text: string, most = LONGEST): string {
  // What is cut off is not looked at: a text may have hundreds of megabytes.
  const head = text
    .slice(0, 4 * most)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ');
  const plain = stripVTControlCharacters(head).replaceAll(UNSEEN, (character) =>
    character === '\n' ? character : '',
  );
  const lost = text.length - Math.min(text.length, 4 * most) + Math.max(0, plain.length - most);
  return lost === 0 ? plain : `${plain.slice(0, most).replace(/\p{Cs}$/u, '')} … (${lost} more characters)`;
}
