import { expect, test } from 'vitest';
import { csvText } from '../../src/runs/csv-log.ts';
import { sweepColumns } from '../../src/sweeps/table.ts';

test('a row has the values of its own point, each with its text, whatever its axes are called', () => {
  const values = { 'training.learningRate': 0.1, 'model.hidden': [8, 8], 'data.target': null };
  const job = { id: 'a', label: 'l', folder: 'l/seed-1', arm: 'default', seed: 1, values };
  const axes = [...Object.keys(values), 'constructor', '__proto__', 'training.epochs'];
  const columns = sweepColumns(axes).slice(0, axes.length + 3);
  expect(csvText(columns, [{ job, outcome: null }])).toBe(
    `${axes.join(',')},arm,seed,status\n0.1,"[8,8]",null,,,,default,1,pending\n`,
  );
});
