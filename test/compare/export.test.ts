/** The tidy table: cells verbatim, and Parquet as another library reads it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { tableText } from '../../src/cli/compare/export.ts';
import { readOperands, readRuns } from '../../src/compare/operands.ts';
import { overlayChart } from '../../src/compare/overlay.ts';
import { parquetBytes } from '../../src/compare/parquet.ts';
import { tidyObjects, tidyTable } from '../../src/compare/tidy.ts';
import { folderOf, manifest } from './files.ts';

const twoVersions = () =>
  folderOf({
    'raw/seed-1/epochs.csv': 'epoch,train_loss,lambda_max_status\n0,0.1,converged\n1,NaN,\n',
    'raw/seed-1/manifest.json': manifest(),
    'raw/seed-2/epochs.csv': 'epoch,train_loss,trace\n0,1e-7,-0\n',
    'raw/seed-2/manifest.json': manifest({ seed: 2, status: 'diverged' }),
  });

it('a table has a row an epoch and run, the union of the columns, and every cell as it was written', () => {
  const { columns, rows } = tidyTable(readRuns(twoVersions()).runs);
  expect(columns.join()).toBe(
    'experiment,arm,seed,status,config_hash,epoch,train_loss,lambda_max_status,trace',
  );
  expect(rows.map((row) => row.join())).toEqual([
    'e,raw,1,completed,c0ffee,0,0.1,converged,',
    'e,raw,1,completed,c0ffee,1,NaN,,',
    'e,raw,2,diverged,c0ffee,0,1e-7,,-0',
  ]);
});

it('a table whose names a spreadsheet would run reads back from its CSV as from the directory', () => {
  const root = folderOf({
    '=1+1/seed-1/epochs.csv': 'epoch,train_loss,lambda_min\n0,0.1,-0.5\n1,NaN,-Infinity\n',
    '=1+1/seed-1/manifest.json': manifest({ experiment: "'@x", arm: '=1+1' }),
  });
  const table = tidyTable(readRuns(root).runs);
  const text = tableText(table);
  expect(text.split('\n')[1]).toBe("''@x,'=1+1,1,completed,c0ffee,0,0.1,-0.5");
  writeFileSync(join(root, 'all.csv'), text);
  expect(tidyTable(readRuns(join(root, 'all.csv')).runs)).toEqual(table);
});

it('Parquet and JSON hold the same values, with null for what was not measured', async () => {
  const table = tidyTable(readRuns(twoVersions()).runs);
  const { buffer } = parquetBytes(table);
  const expected = [
    { seed: 1, status: 'completed', epoch: 0, train_loss: 0.1, lambda_max_status: 'converged', trace: null },
    { seed: 1, status: 'completed', epoch: 1, train_loss: Number.NaN, lambda_max_status: null, trace: null },
    { seed: 2, status: 'diverged', epoch: 0, train_loss: 1e-7, lambda_max_status: null, trace: -0 },
  ].map((row) => ({ experiment: 'e', arm: 'raw', config_hash: 'c0ffee', ...row }));
  expect(await parquetReadObjects({ file: buffer as ArrayBuffer })).toEqual(expected);
  expect(tidyObjects(table)).toEqual(expected);
});

it('an overlay has the median and the range over the seeds, on a logarithmic axis where all is positive', () => {
  const root = folderOf({
    'a.csv': 'epoch,seed,x\n0,1,1\n0,2,2\n0,3,9\n1,1,5\n',
    'b.csv': 'epoch,x\n0,4\n1,-1\n',
  });
  const { samples } = readOperands([join(root, 'a.csv'), join(root, 'b.csv')]);
  expect(overlayChart(samples.slice(0, 1), 'x')).toMatchObject({
    y: { label: 'x', scale: 'log' },
    series: [
      {
        name: 'a (3 runs)',
        points: [
          { x: 0, y: 2, low: 1, high: 9 },
          { x: 1, y: 5 },
        ],
      },
    ],
  });
  expect(overlayChart(samples, 'x').y.scale).toBe('linear');
});
