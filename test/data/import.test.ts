import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError } from '../../src/data/errors.ts';
import { type ColumnRoles, importCsv } from '../../src/data/import/csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: string | Uint8Array): string {
  const path = join(folder, 'my.csv');
  writeFileSync(path, content);
  return path;
}

function read(content: string | Uint8Array, roles: Partial<ColumnRoles> = {}) {
  return importCsv(written(content), { target: 'price', features: null, ...roles });
}

/** The problems that the import reports, after its message was seen to name the file. */
function problems(content: string | Uint8Array, roles: Partial<ColumnRoles> = {}): readonly string[] {
  try {
    read(content, roles);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toContain('my.csv');
    return (error as DataError).problems;
  }
  return [];
}

describe('a CSV file is read when', () => {
  const plain = 'area,rooms,price\n10,1,100.5\n20,2,-0.001\n';
  const expected = {
    inputs: { rows: 2, columns: 2, values: Float64Array.of(10, 1, 20, 2) },
    targets: { rows: 2, columns: 1, values: Float64Array.of(100.5, -0.001) },
    inputNames: ['area', 'rooms'],
    targetNames: ['price'],
  };
  it.each([
    ['it is plain', plain],
    ['it opens with a byte order mark', `\uFEFF${plain}`],
    ['its lines end in CRLF', plain.replaceAll('\n', '\r\n')],
    ['its line endings are mixed', plain.replace('\n', '\r\n')],
    ['the last line end is missing', plain.trimEnd()],
    ['blank lines surround the rows', `${plain.replace('\n20', '\n\n20')}\n\n`],
    ['cells have quotes', '"area","rooms","price"\n"10","1","100.5"\n20,2,"-0.001"\n'],
    ['cells have spaces around them', ' area , rooms,price \n 10, 1 ,100.5\n20 ,2,\t-0.001\n'],
    ['numbers have exponents, signs and bare points', 'area,rooms,price\n1e1,+1.,1.005E+2\n2.0e+1,2,-.1e-2'],
  ])('%s', (_, content) => {
    expect(read(content)).toEqual(expected);
  });

  it('several targets and some features are chosen, in the order asked for; other columns may hold text', () => {
    const data = read('id,area,low,high\nA7,10,1,2\nB9,20,3,4\n', {
      target: ['high', 'low'],
      features: ['area'],
    });
    expect(data.inputNames).toEqual(['area']);
    expect(data.targetNames).toEqual(['high', 'low']);
    expect([...data.targets.values]).toEqual([2, 1, 4, 3]);
  });

  it('a column is constant', () => {
    expect([...read('area,price\n7,1\n7,2\n').inputs.values]).toEqual([7, 7]);
  });

  it('any finite float64 in JavaScript notation comes back bit for bit', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 5 }), (rows) => {
        const data = read(`area,price\n${rows.map((row) => row.join(',')).join('\n')}`);
        // String(-0) is "0".
        const unsigned = (value: number) => (value === 0 ? 0 : value);
        expect([...data.inputs.values]).toEqual(rows.map(([x]) => unsigned(x)));
        expect([...data.targets.values]).toEqual(rows.map(([, y]) => unsigned(y)));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a cell is refused with line and column when it is', () => {
  it.each([
    ['a word', 'abc', /^line 3, column "area": "abc" is not a number; .*data\.features/],
    ['empty', '', /^line 3, column "area": the cell is empty; fill it/],
    ['blank', '  ', /^line 3, column "area": the cell is empty/],
    ['NaN', 'NaN', /^line 3, column "area": "NaN" marks a missing value/],
    ['NA', 'NA', /^line 3, column "area": "NA" marks a missing value/],
    ['null', 'null', /^line 3, column "area": "null" marks a missing value/],
    ['Infinity', 'Infinity', /^line 3, column "area": "Infinity" is not a finite number/],
    ['-inf', '-inf', /^line 3, column "area": "-inf" is not a finite number/],
    ['beyond float64', '1e999', /^line 3, column "area": "1e999" is too large/],
    ['a decimal comma', '"3,14"', /^line 3, column "area": "3,14" has a comma; write 3\.14/],
    ['grouped digits', '"1,234.5"', /^line 3, column "area": "1,234\.5" has a comma/],
    ['hexadecimal', '0x10', /^line 3, column "area": "0x10" is not a number/],
    ['a number with a unit', '12 m', /^line 3, column "area": "12 m" is not a number/],
  ])('%s', (_, cell, expected) => {
    const found = problems(`area,price\n1,2\n${cell},3\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  it('behind blank lines and cells with line breaks, whose lines count as in an editor', () => {
    expect(problems('id,area,price\n\n"a\r\nb",1,2\nc,x,3\n', { features: ['area'] })).toEqual([
      expect.stringMatching(/^line 5, column "area": "x"/),
    ]);
  });

  it('in the target', () => {
    expect(problems('area,price\n1,2\n3,?\n')).toEqual([
      expect.stringMatching(/^line 3, column "price": "\?"/),
    ]);
  });
});

describe('a file is refused when', () => {
  it('a row is shorter or longer than the header', () => {
    expect(problems('area,price\n1\n2,3\n4,5,6\n')).toEqual([
      'line 2: 1 cell, the header has 2 columns',
      'line 4: 3 cells, the header has 2 columns (a decimal comma splits a number: write 3.14)',
    ]);
  });

  it('the target is unknown: the nearest name and all names are told', () => {
    expect(problems('area,price\n1,2\n3,4\n', { target: 'prize' })).toEqual([
      'data.target: no column "prize" (did you mean "price"?); columns: "area", "price"',
    ]);
  });

  it('a feature is unknown', () => {
    expect(problems('area,rooms,price\n1,2,3\n3,4,5\n', { features: ['area', 'room'] })).toEqual([
      'data.features: no column "room" (did you mean "rooms"?); columns: "area", "rooms", "price"',
    ]);
  });

  it('the header is missing', () => {
    expect(problems('1,2\n3,4\n5,6\n')).toEqual([expect.stringMatching(/is the header missing\?$/)]);
  });

  it('two columns share a name or one has none', () => {
    expect(problems('area,area,,price\n1,2,3,4\n5,6,7,8\n')).toEqual([
      'header: columns 1 and 2 are both called "area"; rename one',
      'header: column 3 has no name; name it or delete the column (pandas: index=False)',
    ]);
  });

  it('a name is listed twice or the target is a feature', () => {
    const roles = { target: ['price', 'price'], features: ['area', 'area', 'price'] };
    expect(problems('area,price\n1,2\n3,4\n', roles)).toEqual([
      'data.target: "price" is listed twice',
      'data.features: "area" is listed twice',
      'data.features: "price" is the target; a model may not read its answer',
    ]);
  });

  it('no input column is left', () => {
    expect(problems('price\n1\n2\n')).toEqual(['all columns are targets; an input column is needed']);
  });

  it('a list of columns is empty', () => {
    expect(problems('area,price\n1,2\n3,4\n', { features: [] })).toEqual([
      'data.features: the list is empty; name at least one column',
    ]);
  });

  it.each([
    ['none', 'area,price\n', 'data rows below the header: 0; at least 2 are needed'],
    ['one', 'area,price\n1,2\n', 'data rows below the header: 1; at least 2 are needed'],
  ])('it has fewer than two data rows: %s', (_, content, expected) => {
    expect(problems(content)).toEqual([expected]);
  });

  it.each([
    ['no byte', ''],
    ['blank lines only', '\n\n'],
    ['a byte order mark only', '\uFEFF'],
  ])('it is empty: %s', (_, content) => {
    expect(problems(content)).toEqual(['the file is empty; a header line and data rows are needed']);
  });

  it('its cells are separated by semicolons', () => {
    expect(problems('area;price\n1,5;2\n3;4\n')[0]).toBe(
      'header: one column, "area;price"; the file must separate its cells by commas',
    );
  });

  it.each([
    ['is not closed', 'area,price\n1,2\n3,"4\n5,6\n'],
    ['closes inside a cell', 'area,price\n1,2\n3,"4"4\n5,6\n'],
    ['opens inside a cell', 'area,price\n1,2\n3,4"\n5,6\n'],
  ])('a quote %s: the line is told', (_, content) => {
    expect(problems(content)).toEqual([
      expect.stringMatching(/^the row that starts at line 3 has a broken quote/),
    ]);
  });

  it('it is not UTF-8, such as UTF-16 or a spreadsheet', () => {
    const utf16 = Buffer.from('\uFEFFarea,price\n1,2\n', 'utf16le');
    expect(problems(utf16)).toEqual([expect.stringMatching(/^is not UTF-8 text/)]);
  });

  it('it does not exist or is a folder', () => {
    const roles = { target: 'price', features: null };
    expect(() => importCsv(join(folder, 'other.csv'), roles)).toThrow(
      /other\.csv: no such file; a path in a config/,
    );
    mkdirSync(join(folder, 'sub'));
    expect(() => importCsv(join(folder, 'sub'), roles)).toThrow(/sub: is a folder; name the CSV file in it/);
  });
});

describe('all problems of a file are told at once', () => {
  it('of the header and of the rows', () => {
    expect(problems('area,price\nx,y\n1\n', { target: 'prize' })).toEqual([
      expect.stringMatching(/^data\.target: no column "prize"/),
      expect.stringMatching(/^line 2, column "area"/),
      expect.stringMatching(/^line 2, column "price"/),
      expect.stringMatching(/^line 3: 1 cell, /),
    ]);
  });

  it('up to twenty, then their number', () => {
    const found = problems(`area,price\n${'x,1\n'.repeat(35)}`);
    expect(found).toHaveLength(21);
    expect(found[19]).toMatch(/^line 21, /);
    expect(found[20]).toBe('… and 15 more (35 in all)');
  });
});
