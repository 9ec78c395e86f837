import { fc, it as property } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { comparisonTables, sampleLines } from '../../src/cli/compare/report.ts';
import { shortNumber, wrapLines } from '../../src/cli/compare/text.ts';
import { columnsOf } from '../../src/cli/wrap.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { samplesOfCsv } from '../compare/files.ts';

const comparison = (x: number, epoch = 50): Comparison => ({
  column: 'lambda_max',
  epoch,
  reference: 'a',
  other: 'b',
  pairing: 'seed',
  pairs: 10,
  referenceCount: 10,
  otherCount: 10,
  referenceMedian: x,
  otherMedian: x,
  difference: { estimate: x, low: x, high: x },
  logRatio: { estimate: -2.2525, low: -2.345678, high: -2.123456 },
  test: { kind: 'signed-rank', p: 0.001953125, effect: -1, method: 'exact' },
  missing: 0,
  notFinite: 0,
});

it('a table shows both medians, the estimates, and below them their intervals', () => {
  expect(comparisonTables([comparison(-162.94)]).join('\n')).toMatchInlineSnapshot(`
    "
    lambda_max
           epoch   n    median     difference       log ratio        p
                                95 % interval   95 % interval   effect
    b : a     50  10  b -162.9         -162.9          -2.252  0.00195
                      a -162.9   [-163, -163]  [-2.35, -2.12]       -1"
  `);
});

it('an unpaired comparison says so in the table, with the numbers of runs of both sides', () => {
  const unpaired = { ...comparison(2), pairing: 'none' as const, pairs: null, otherCount: 7 };
  expect(comparisonTables([unpaired]).join('\n')).toMatchInlineSnapshot(`
    "
    lambda_max
              epoch   n  median     difference       log ratio        p
                                 95 % interval   95 % interval   effect
    b : a        50   7     b 2              2          -2.252  0.00195
    unpaired         10     a 2         [2, 2]  [-2.35, -2.12]       -1"
  `);
});

property.prop([fc.double({ min: -1e99, max: 1e99, noNaN: true }), fc.nat(999_999), fc.boolean()])(
  'a table fits 80 columns, whatever the numbers',
  (x, epoch, isPaired) => {
    const one = isPaired ? comparison(x, epoch) : { ...comparison(x, epoch), pairs: null };
    for (const line of comparisonTables([one])) expect(line.length).toBeLessThanOrEqual(80);
  },
);

it('what the letters stand for fits 80 columns, names of any length with spaces included', () => {
  const samples = samplesOfCsv('epoch,x\n0,1\n');
  const name = 'a name of many words '.repeat(6).trim();
  const lines = sampleLines([{ ...samples[0]!, name }]);
  expect(lines.join(' ').replaceAll(/ +/g, ' ')).toContain(`a ${name} …`);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

it('numbers are short, with an exponent where digits would run on', () => {
  expect([0.000123456, 1234567, 0.25, -0, Number.NaN, null].map((x) => shortNumber(x))).toEqual([
    '1.235e-4',
    '1.235e6',
    '0.25',
    '0',
    'NaN',
    '-',
  ]);
});

it('a long sentence is broken between words, and indented', () => {
  expect(wrapLines('one two three', 9)).toEqual(['one two', '  three']);
});

it.each([70, 60, 45, 30])('on a terminal of %i columns everything fits, numbers whole', (width) => {
  const tables = comparisonTables([comparison(-162.94), comparison(3)], width).join('\n');
  for (const line of tables.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
  for (const number of ['-162.9', '0.00195', '-2.252']) expect(tables).toContain(number);
  const sample = samplesOfCsv('arm,seed,epoch,loss\n標準化された入力,1,0,1\n')[0]!;
  const lines = sampleLines([{ ...sample, path: '結果/'.repeat(20) }], width);
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
});
