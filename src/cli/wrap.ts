import stringWidth from 'string-width';

/** Columns that a text takes on a terminal, where some letters take two and combining ones none. */
export const columnsOf = (text: string): number => stringWidth(text);

/** Behind these a word may be broken without a sign, as paths and names with hyphens are. */
const BEHIND_PUNCTUATION = /(?<=[-_/\\.,:;=|])/u;

/** A number with its sign, brackets or unit sign: half of one would be another number. */
const NUMBER = /^[([×±<>≤≥]*[-+−]?\d[\d.,]*(?:e[-+]?\d+)?[)\],;:%]*$/u;

/** The parts of a word that stay whole as long as they can. */
export function partsOf(word: string): string[] {
  return isNumber(word) ? [word] : word.split(BEHIND_PUNCTUATION);
}

/** Whether a word is a number, which is never broken. */
export function isNumber(word: string): boolean {
  return NUMBER.test(word);
}

/**
 * Breaks a text into lines of at most `width` columns: between words, a word that is longer behind punctuation, and only
 * what is longer still anywhere. Line breaks in the text stay.
 *
 * @param width at least 2, the columns of a wide letter
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const add = (piece: string, joint: string) => {
    if (line !== '' && columnsOf(line + joint + piece) > width) {
      lines.push(line);
      line = piece;
    } else line += (line === '' ? '' : joint) + piece;
  };
  for (const word of text.split(' ')) {
    const [first, ...others] = columnsOf(word) <= width ? [word] : pieces(word, width);
    add(first!, ' ');
    for (const piece of others) add(piece, '');
  }
  return [...lines, line];
}

/** A word in pieces of at most `width` columns that are joined without a space. */
function pieces(word: string, width: number): string[] {
  if (isNumber(word)) return [word];
  return partsOf(word).flatMap((part) => {
    const cut: string[] = [''];
    for (const letter of part) {
      if (columnsOf(cut.at(-1)! + letter) > width) cut.push(letter);
      else cut[cut.length - 1] += letter;
    }
    return cut;
  });
}

/** Columns that a text has to have beside its label; with fewer it stands below it. */
const LEAST_BESIDE = 20;

/**
 * A text behind a label, its second and later lines below the first; below the label, a little indented, where the label
 * leaves too little. `indent` is the label's width.
 */
export function hanging(label: string, text: string, width: number, indent = columnsOf(label)): string {
  const room = width - indent;
  if (room >= LEAST_BESIDE || columnsOf(text) <= room) {
    return label + wrap(text, room).join(`\n${' '.repeat(indent)}`);
  }
  const below = ' '.repeat(4);
  return [label.trimEnd(), ...wrap(text, Math.max(2, width - 4)).map((line) => below + line)].join('\n');
}
