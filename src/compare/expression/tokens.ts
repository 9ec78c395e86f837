import { ExpectationError } from './syntax.ts';

/** A word of an expectation; `at` is its place in the text, counted from 0. */
export interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  /** A name without its quotes; '' at the end. */
  readonly text: string;
  readonly at: number;
}

/** Long enough for anything a person writes, and short enough for a tree of operators to be walked by recursion. */
const LONGEST = 2000;

const PATTERNS = [
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}_])/uy],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['name', /'[^']+'|"[^"]+"/y],
  ['sign', /<=|>=|==|[-<>+*/().%]/y],
] as const;

/**
 * Cuts an expectation into words; the last one is the end.
 *
 * @throws ExpectationError at the first letter that begins no word
 */
export function tokenize(text: string): Token[] {
  if (text.length > LONGEST) {
    throw new ExpectationError(
      text.slice(0, 60),
      0,
      `has ${text.length} characters; at most ${LONGEST} are read`,
    );
  }
  const tokens: Token[] = [];
  let at = skipSpaces(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at, tokens.at(-1));
    tokens.push(token.token);
    at = skipSpaces(text, token.end);
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function tokenAt(text: string, at: number, before: Token | undefined): { token: Token; end: number } {
  for (const [kind, pattern] of PATTERNS) {
    // `b.5` is a name without its column, not a name and the number .5.
    if (kind === 'number' && before?.kind === 'name' && text[at] === '.') continue;
    pattern.lastIndex = at;
    const word = pattern.exec(text)?.[0];
    if (word === undefined) continue;
    return { token: { kind, text: word.replaceAll(/^['"]|['"]$/g, ''), at }, end: at + word.length };
  }
  const found = [...text.slice(at)][0]!;
  throw new ExpectationError(text, at, problemOf(found));
}

function problemOf(found: string): string {
  if (found === '=') return 'received "=", expected one of < <= > >= ==';
  if (found === "'" || found === '"') return 'this quote is not closed';
  if (/\d/.test(found)) return "a number runs into letters; write 2 * a.x, and quote names: '2nd'.x";
  return `received "${found}", expected numbers, name.column, + - * / ( ) and < <= > >= ==`;
}

function skipSpaces(text: string, at: number): number {
  let next = at;
  while (next < text.length && /\s/.test(text[next]!)) next += 1;
  return next;
}
