import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { renderTable, type TableColumn } from '../../src/cli/table.ts';
import { columnsOf } from '../../src/cli/wrap.ts';

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string): TableColumn => ({ title, align: 'right' });

describe('a table that fits', () => {
  it('is drawn with every text on one line, numbers to the right', () => {
    expect(
      renderTable(
        [left('arm'), right('loss')],
        [
          ['raw', '0.5'],
          ['standardized', '0.25'],
        ],
        40,
      ),
    ).toBe(
      [
        '┌──────────────┬──────┐',
        '│ arm          │ loss │',
        '├──────────────┼──────┤',
        '│ raw          │  0.5 │',
        '│ standardized │ 0.25 │',
        '└──────────────┴──────┘',
      ].join('\n'),
    );
  });

  it('counts columns of the terminal and not letters', () => {
    const lines = renderTable([left('arm')], [['数据'], ['é']], 40).split('\n');
    expect(new Set(lines.map(columnsOf))).toEqual(new Set([8]));
  });
});

describe('a table that is too wide', () => {
  it('breaks titles and texts between words, with a rule between rows of several lines', () => {
    const rows = [
      ['raw', '3 (1 of 2 seeds)'],
      ['other', '-'],
    ];
    expect(renderTable([left('arm'), right('epochs to target')], rows, 20)).toBe(
      [
        '┌───────┬──────────┐',
        '│ arm   │   epochs │',
        '│       │       to │',
        '│       │   target │',
        '├───────┼──────────┤',
        '│ raw   │  3 (1 of │',
        '│       │ 2 seeds) │',
        '├───────┼──────────┤',
        '│ other │        - │',
        '└───────┴──────────┘',
      ].join('\n'),
    );
  });

  it('breaks long names behind hyphens before it breaks them anywhere', () => {
    const table = renderTable([left('arm'), right('loss')], [['standardized-momentum-fast', '0.25']], 26);
    expect(table).toContain('│ standardized-   │ 0.25 │\n│ momentum-fast   │      │');
  });

  it('becomes a list where not even numbers would fit', () => {
    expect(
      renderTable([left('arm'), right('start'), right('end')], [['raw', '0.123456', '0.654321']], 20),
    ).toBe('arm    raw\nstart  0.123456\nend    0.654321');
  });
});

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('raw', 'standardized-momentum', '0.8613', '(0.8224', '…', '1e-5)', '/a/b.csv'),
      fc.string(),
    ),
  )
  .map((words) => words.join(' ').replaceAll(/[\p{C}\s]+/gu, ' '));
const tables = fc.integer({ min: 1, max: 6 }).chain((count) =>
  fc.record({
    columns: fc.array(fc.record({ title: text, align: fc.constantFrom('left', 'right') }), {
      minLength: count,
      maxLength: count,
    }),
    rows: fc.array(fc.array(text, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 4 }),
  }),
);

/** Least width at which a list of titles and cells has room for both. */
const READABLE = 60;

property.prop([tables, fc.integer({ min: READABLE, max: 160 })])(
  'no line of a drawn table is wider than the terminal, and all lines are equally wide',
  ({ columns, rows }, width) => {
    const lines = renderTable(columns as TableColumn[], rows, width).split('\n');
    if (!lines[0]!.startsWith('┌')) return;
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(width);
    expect(new Set(lines.map(columnsOf)).size).toBe(1);
  },
);

property.prop([
  fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), { minLength: 1, maxLength: 8 }),
  fc.integer({ min: 10, max: 80 }),
])('every number stands whole on a line', (numbers, width) => {
  const table = renderTable(
    numbers.map((_, i) => left(`n${i}`)),
    [numbers],
    width,
  );
  for (const number of numbers) expect(table).toContain(number);
});
