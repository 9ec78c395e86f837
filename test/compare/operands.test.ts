/** Reading what people name: run directories as a run left them, and other people's CSV files. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseColumns } from '../../src/compare/columns.ts';
import { parseColumnMap } from '../../src/compare/column-map.ts';
import { cellNumber } from '../../src/compare/cell-number.ts';
import { runNotices } from '../../src/compare/notices.ts';
import { readOperands, readRuns } from '../../src/compare/operands.ts';
import { planComparisons } from '../../src/compare/plan.ts';
import { seriesOf } from '../../src/compare/sample.ts';
import { folderOf, manifest } from './files.ts';

const LOG = 'epoch,train_loss\n0,2\n1,1\n';

describe('a run directory', () => {
  const directory = () =>
    folderOf({
      'r/summary.csv': 'arm,seed\nraw,2\nraw,10\nalpha,2\n',
      'r/raw/seed-2/epochs.csv': LOG,
      'r/raw/seed-2/manifest.json': manifest({ seed: 2 }),
      'r/raw/seed-10/epochs.csv': `${LOG}2,0.5`,
      'r/raw/seed-10/manifest.json': manifest({ seed: 10, status: 'diverged' }),
      'r/alpha/seed-2/epochs.csv': LOG,
      'r/alpha/seed-2/manifest.json': manifest({ arm: 'alpha', seed: 2, format: 7, status: 'diverged' }),
    });

  it('is one sample an arm, in the order of the config, the seeds by number', () => {
    const { samples } = readOperands([join(directory(), 'r')]);
    expect(samples.map(({ letter, name, runs }) => [letter, name, ...runs.map(({ seed }) => seed)])).toEqual([
      ['a', 'raw', '2', '10'],
      ['b', 'alpha', '2'],
    ]);
  });

  it('tells a torn last row, a diverged run and a manifest of another version', () => {
    const { samples, notices } = readOperands([join(directory(), 'r')]);
    expect(notices.join('\n')).toMatch(/seed-10.epochs\.csv: the last row, line 4, is torn and left out\./);
    expect(notices.join('\n')).toMatch(
      /has format 7, this version reads 1; arm and seed are taken from the names of the folders, and the status is diverged\./,
    );
    expect(runNotices(samples)).toContain('b seed 2 is diverged, with its last row at epoch 1.');
    expect(runNotices(samples)).toContain('a seed 10 is diverged, with its last row at epoch 1.');
  });

  it('can be named by arm, by run and by file, under short names or given ones', () => {
    const root = join(directory(), 'r');
    const { samples } = readOperands([
      join(root, 'raw'),
      `mine=${join(root, 'alpha', 'seed-2')}`,
      join(root, 'raw', 'seed-2', 'epochs.csv'),
    ]);
    expect(samples.map(({ name, runs }) => [name, runs.length])).toEqual([
      ['raw', 2],
      ['mine', 1],
      ['seed-2', 1],
    ]);
  });

  it('is compared arm by arm with another one that has the same arms', () => {
    const root = directory();
    const { samples, ...rest } = readOperands([`x=${join(root, 'r')}`, `y=${join(root, 'r')}`]);
    const { planned } = planComparisons({ samples, ...rest });
    expect(planned.map(({ reference, other }) => [reference.name, other.name])).toEqual([
      ['x/raw', 'y/raw'],
      ['x/alpha', 'y/alpha'],
    ]);
  });

  it('without rows in some runs is used without these, and without any run is refused', () => {
    const root = folderOf({
      'r/a/seed-1/epochs.csv': LOG,
      'r/a/seed-2/epochs.csv': '',
      'r/a/seed-3/manifest.json': manifest({ status: 'failed' }),
      'other/file.txt': '',
    });
    const { runs, notices } = readRuns(join(root, 'r'));
    expect(runs.length).toBe(1);
    expect(notices.join('\n')).toMatch(/seed-2 has an empty epochs\.csv: left out/);
    expect(notices.join('\n')).toMatch(/seed-3 has no epochs\.csv \(failed\): left out/);
    expect(() => readRuns(join(root, 'other'))).toThrow('holds no run (a folder with epochs.csv)');
    expect(() => readRuns(join(root, 'r', 'a', 'seed-2'))).toThrow('holds no run with rows');
    expect(() => readRuns(join(root, 'none'))).toThrow('no such file or folder');
  });

  it('next to another one with the same arms and seeds is refused as one operand', () => {
    const root = folderOf({ '1/a/seed-1/epochs.csv': LOG, '2/a/seed-1/epochs.csv': LOG });
    expect(() => readOperands([root])).toThrow('has seed 1 twice');
  });
});

describe('a CSV file of other people', () => {
  const THEIRS = 'iter,mse,sharp,who\n0,1,10,7\n0,2,nan,8\n5,1,NA,7\n5,2,-inf,8';
  const read = (text: string, columns: string[] = []) =>
    readOperands([join(folderOf({ 'x.csv': text }), 'x.csv')], parseColumnMap(columns)).samples[0]!;

  it('is read with a mapping of its columns, and runs told apart by the seed', () => {
    const { runs } = read(THEIRS, ['epoch=iter, lambda_max=sharp', 'seed=who']);
    expect(runs.map(({ seed, columns }) => [seed, ...columns])).toEqual([
      ['7', 'epoch', 'mse', 'lambda_max'],
      ['8', 'epoch', 'mse', 'lambda_max'],
    ]);
    expect([...seriesOf(runs[0]!, 'lambda_max')!]).toEqual([[0, 10]]);
    expect([...seriesOf(runs[1]!, 'lambda_max')!]).toEqual([
      [0, Number.NaN],
      [5, Number.NEGATIVE_INFINITY],
    ]);
  });

  it('may have a mapping of its own beside another file', () => {
    const root = folderOf({ 'p.csv': 'iter,x\n0,1\n', 'q.csv': 'it,x\n0,2\n' });
    const renamings = parseColumnMap(['a:epoch=iter', 'q:epoch=it']);
    const { samples } = readOperands([join(root, 'p.csv'), join(root, 'q.csv')], renamings);
    expect(samples.map(({ runs }) => runs[0]!.rows[0]!.epoch)).toEqual([0, 0]);
  });

  it('keeps rows that stand there twice once', () => {
    expect(read('epoch,x\n0,1\n1,2\n1,2\n').runs[0]!.rows.length).toBe(2);
  });

  it.each([
    ['', [], 'the file is empty'],
    ['epoch,x\n', [], 'has a header but no whole row'],
    ['epoch,x\n0', [], 'has a header but no whole row'],
    ['iter,x\n0,1\n', [], 'no column "epoch"; say which one it is: --columns "epoch=iter"; columns: iter, x'],
    ['iter;x\n0;1\n', [], 'cells must be separated by commas'],
    ['epoch,x\n0,1\n0,2\n', [], 'epoch 0 stands in lines 2 and 3 with different values'],
    ['epoch,x\n0,1\n1,2,3\n2,2\n', [], 'line 3: cells: 3, columns of the header: 2'],
    ['epoch,x\none,1\n', [], 'line 2, epoch: "one" is not a number'],
    ['epoch,x\n,1\n', [], 'line 2, epoch: received ""'],
    ['epoch,x,x\n0,1,2\n', [], 'two columns are called "x"'],
    ['epoch,x\n0,1\n', ['train_loss=mes'], 'no file has a column "mes"'],
    ['epoch,x\n0,1\n', ['z:train_loss=x'], '"z" is none of the operands: a (x)'],
    ['epoch,x\n0,1\n', ['train_loss'], 'expected pairs ours=theirs'],
    ['epoch,x\n0,1\n', ['y=x,y=x'], '"y" is given twice'],
  ] as const)('%j with %j is refused: %s', (text, columns, said) => {
    expect(() => read(text, [...columns])).toThrow(said);
  });
});

describe('the columns', () => {
  const plan = (...texts: string[]) => {
    const root = folderOf(Object.fromEntries(texts.map((text, i) => [`${i}.csv`, text])));
    return planComparisons(readOperands(texts.map((_, i) => join(root, `${i}.csv`)))).planned;
  };

  it('are the default ones with values on both sides, and one that a side lacks is told', () => {
    const planned = plan(
      'epoch,train_loss,test_loss,lambda_max\n0,1,,2\n',
      'epoch,train_loss,test_loss\n0,1,\n',
    );
    expect(chooseColumns(planned, [])).toEqual({
      columns: ['train_loss'],
      notices: ['lambda_max: b has no value: left out.'],
    });
  });

  it('that are named must be there on both sides, and hold numbers', () => {
    const planned = plan('epoch,mse,s\n0,1,ok\n', 'epoch,mse,s\n0,1,bad\n');
    expect(() => chooseColumns(planned, ['mes'])).toThrow('did you mean "mse"? columns: epoch, mse, s');
    expect(() => chooseColumns(planned, [])).toThrow('name one with --column: mse, s');
    expect(() => seriesOf(planned[0]!.reference.runs[0]!, 's')).toThrow(
      'line 2, column "s": "ok" is not a number',
    );
  });
});

it('numbers are read in the spellings of JavaScript, Python and R', () => {
  expect(['1e-3', '+.5', '3.', '-0'].map(cellNumber)).toEqual([0.001, 0.5, 3, -0]);
  expect(['', 'NA', 'null', 'None'].map(cellNumber)).toEqual([null, null, null, null]);
  expect(['NaN', 'nan'].map(cellNumber)).toEqual([Number.NaN, Number.NaN]);
  expect(['Infinity', 'inf', '-Inf'].map(cellNumber)).toEqual([1 / 0, 1 / 0, -1 / 0]);
  expect(['0x10', '1,5', 'ok', '1 2'].map(cellNumber)).toEqual([undefined, undefined, undefined, undefined]);
});
