import fc from 'fast-check';

/** A way to spoil the bytes of a file. */
export interface Damage {
  readonly name: string;
  readonly apply: (bytes: Buffer) => Buffer;
}

/** A share of the file; not fc.double, which draws bits and so nearly always tiny numbers. */
const position = fc.nat(999_999).map((millionths) => millionths / 1e6);
const at = (bytes: Buffer, share: number) => Math.floor(share * bytes.length);
const insert = (bytes: Buffer, share: number, text: string | Uint8Array) => {
  const here = at(bytes, share);
  const between = typeof text === 'string' ? Buffer.from(text) : text;
  return Buffer.concat([bytes.subarray(0, here), between, bytes.subarray(here)]);
};

/** Texts that have broken parsers before: numbers beyond float64, deep nesting, aliases, prototypes, paths, NUL. */
const nasty = [
  '1e999',
  '-1e999',
  '123456789012345678901234567890',
  `${'9'.repeat(400)}`,
  'NaN',
  '\0',
  '\u{feff}',
  '../../x',
  '__proto__',
  '{"__proto__":{"polluted":1}}',
  'constructor',
  '[',
  '{',
  '"',
  '\n',
  ',',
  '\t',
  ': ',
  '- ',
  '&a [*a, *a]',
  '!!js/function "function () {}"',
];

const deep = fc
  .tuple(fc.constantFrom('[', '{"a":', '- ', '{a: '), fc.integer({ min: 10, max: 50_000 }))
  .map(([open, depth]): Damage => {
    return {
      name: `${depth} × ${open}`,
      apply: (bytes) => Buffer.concat([Buffer.from(open.repeat(depth)), bytes]),
    };
  });

const bomb: Damage = {
  name: 'alias bomb',
  apply: (bytes) => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) {
      const previous = `*a${i - 1}`;
      lines.push(`a${i}: &a${i} [${Array(9).fill(previous).join(', ')}]`);
    }
    return Buffer.concat([bytes, Buffer.from(`\n${lines.join('\n')}\n`)]);
  },
};

const wide = fc.constantFrom(',', '1,', 'x,', '[],', 'a: 1\n').chain((piece) =>
  fc.tuple(position, fc.constantFrom(10, 1000, 1_000_000)).map(
    ([share, count]): Damage => ({
      name: `${count} × ${JSON.stringify(piece)}`,
      apply: (bytes) => insert(bytes, share, piece.repeat(count)),
    }),
  ),
);

/** One or several ways at once; the costly ones are rare. */
export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: position.map((share) => cut(share)) },
    { weight: 40, arbitrary: fc.tuple(position, fc.nat(7)).map(([share, bit]) => flip(share, bit)) },
    {
      weight: 40,
      arbitrary: fc.tuple(position, fc.constantFrom(...nasty)).map(([share, text]) => put(share, text)),
    },
    { weight: 20, arbitrary: fc.tuple(position, position).map(([from, to]) => drop(from, to)) },
    {
      weight: 20,
      arbitrary: fc.tuple(position, fc.constantFrom(...nasty)).map(([share, text]) => number(share, text)),
    },
    {
      weight: 10,
      arbitrary: fc.tuple(position, fc.uint8Array({ minLength: 1 })).map(([share, junk]) => put(share, junk)),
    },
    { weight: 2, arbitrary: deep },
    { weight: 1, arbitrary: fc.constant(bomb) },
    { weight: 1, arbitrary: wide },
  ),
  { minLength: 1, maxLength: 3 },
);

const cut = (share: number): Damage => ({
  name: `cut at ${share}`,
  apply: (bytes) => bytes.subarray(0, at(bytes, share)),
});
const flip = (share: number, bit: number): Damage => ({
  name: `bit ${bit} flipped at ${share}`,
  apply: (bytes) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at(copy, share)]! ^= 1 << bit;
    return copy;
  },
});
const put = (share: number, text: string | Uint8Array): Damage => ({
  name: `${JSON.stringify(text)} put in at ${share}`,
  apply: (bytes) => insert(bytes, share, text),
});
const drop = (from: number, to: number): Damage => ({
  name: `dropped from ${from} to ${to}`,
  apply: (bytes) =>
    Buffer.concat([
      bytes.subarray(0, at(bytes, Math.min(from, to))),
      bytes.subarray(at(bytes, Math.max(from, to))),
    ]),
});
/** In place of one of the numbers, words or quoted texts. */
const number = (share: number, text: string): Damage => ({
  name: `a word at ${share} replaced by ${JSON.stringify(text)}`,
  apply: (bytes) => {
    const words = [...bytes.toString('latin1').matchAll(/[\w.+-]+/g)];
    const word = words[Math.floor(share * words.length)];
    if (!word) return bytes;
    const end = word.index + word[0].length;
    return Buffer.concat([bytes.subarray(0, word.index), Buffer.from(text), bytes.subarray(end)]);
  },
});
