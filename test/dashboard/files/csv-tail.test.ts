/** A tail must give what a reader of the whole file would, however the file came to be: in pieces, torn, cut or replaced. */
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { CsvTail } from '../../../src/dashboard/files/csv-tail.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** Collects the rows that a reader of the file has now. */
function follow(path: string) {
  const read = { header: [] as readonly string[], rows: [] as string[][] };
  const tail = new CsvTail(path, {
    begin(header) {
      read.header = header;
      read.rows = [];
    },
    row: (cells) => read.rows.push([...cells]),
  });
  return { read, tail };
}

function place(): string {
  return join(realpathSync(temporaryDirectory()), 'epochs.csv');
}

describe('a file that grows', () => {
  property.prop(
    [
      fc.array(fc.array(fc.integer(), { minLength: 2, maxLength: 2 }), { maxLength: 30 }),
      fc.array(fc.nat(40)),
    ],
    {
      numRuns: 50,
    },
  )('gives the same rows in pieces of any size, with no torn row among them', (rows, cuts) => {
    const path = place();
    const { read, tail } = follow(path);
    let rest = `a,b\n${rows.map((cells) => `${cells.join(',')}\n`).join('')}`;
    for (const size of [...cuts, rest.length]) {
      appendFileSync(path, rest.slice(0, size));
      rest = rest.slice(size);
      tail.read();
      for (const cells of read.rows) expect(rows.map(String)).toContain(String(cells));
    }
    expect(read.rows).toEqual(rows.map((cells) => cells.map(String)));
    rmSync(path);
  });

  test('says what has happened', () => {
    const path = place();
    const { tail } = follow(path);
    expect(tail.read()).toBe('none');
    writeFileSync(path, 'a,b\n1,2\n');
    expect(tail.read()).toBe('replaced');
    expect(tail.read()).toBe('none');
    appendFileSync(path, '3,');
    expect(tail.read()).toBe('none');
    appendFileSync(path, '4\n');
    expect(tail.read()).toBe('appended');
    rmSync(path);
    expect(tail.read()).toBe('gone');
  });
});

test('rows with quotes, Windows line breaks and a wrong number of cells are read, or passed over, as CSV says', () => {
  const path = place();
  const { read, tail } = follow(path);
  writeFileSync(path, 'a,b\r\n"x,""y""",2\r\n1\r\n3,4\r\n');
  tail.read();
  expect(read.header).toEqual(['a', 'b']);
  expect(read.rows).toEqual([
    ['x,"y"', '2'],
    ['3', '4'],
  ]);
});

test('a file that a resume cuts and continues is read anew, also when it is longer again by then', () => {
  const path = place();
  const { read, tail } = follow(path);
  writeFileSync(path, 'a,b\n1,1\n2,2\n3,3\n');
  tail.read();
  truncateSync(path, 'a,b\n1,1\n'.length);
  appendFileSync(path, '2,20\n3,30\n4,40\n');
  expect(tail.read()).toBe('replaced');
  expect(read.rows).toEqual([
    ['1', '1'],
    ['2', '20'],
    ['3', '30'],
    ['4', '40'],
  ]);
});

test('a file that another one is renamed over is read anew', () => {
  const path = place();
  const { read, tail } = follow(path);
  writeFileSync(path, 'a,b\n1,1\n');
  tail.read();
  writeFileSync(`${path}.new`, 'a,b\n1,1\n');
  appendFileSync(`${path}.new`, '5,5\n');
  renameSync(`${path}.new`, path);
  expect(tail.read()).toBe('replaced');
  expect(read.rows).toEqual([
    ['1', '1'],
    ['5', '5'],
  ]);
});

test('a row longer than what is read at once is whole', () => {
  const path = place();
  const { read, tail } = follow(path);
  const long = 'x'.repeat(3 << 20);
  writeFileSync(path, `a,b\n${long},1\n2,3\n`);
  tail.read();
  expect(read.rows.map(([first, second]) => [first!.length, second])).toEqual([
    [long.length, '1'],
    [1, '3'],
  ]);
});

property.prop([fc.array(fc.string({ unit: 'binary' }))])(
  'whatever a file holds, it is read without an error',
  (lines) => {
    const path = place();
    const { read, tail } = follow(path);
    writeFileSync(path, `a,b\n1,2\n${lines.join('\n')}\n`);
    tail.read();
    expect(read.rows[0]).toEqual(['1', '2']);
  },
);

test('a row whose quotes make no sense costs itself alone', () => {
  const path = place();
  const { read, tail } = follow(path);
  writeFileSync(path, 'a,b\n1,2\n3"x,4\n"5,6\n7,8\n');
  tail.read();
  expect(read.rows).toEqual([
    ['1', '2'],
    ['3"x', '4'],
    ['"5', '6'],
    ['7', '8'],
  ]);
});

test('neither a link nor a file below a link is read', () => {
  const folder = realpathSync(temporaryDirectory());
  writeFileSync(join(folder, 'secret.csv'), 'a,b\n1,2\n');
  mkdirSync(join(folder, 'served'));
  symlinkSync('../secret.csv', join(folder, 'served', 'epochs.csv'));
  symlinkSync(folder, join(folder, 'served', 'out'));
  for (const path of ['served/epochs.csv', 'served/out/secret.csv']) {
    const { read, tail } = follow(join(folder, path));
    expect(tail.read()).toBe('none');
    expect(read.rows).toEqual([]);
  }
});
