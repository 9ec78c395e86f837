/** compare and export as processes, on the directories that a real run wrote. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { hessianLab } from './hessian-lab.ts';
import { workplace } from './workplace.ts';

test('two arms of a run are compared, checked, drawn, and exported to a table that compares alike', async () => {
  const slow = { training: { engine: 'closed-form', epochs: 2, learningRate: 0.01 } };
  const directory = workplace({ arms: { fast: {}, slow } });
  expect((await hessianLab(directory, 'run', 'tiny.yaml', '--out', 'r', '--quiet')).code).toBe(0);

  const shown = await hessianLab(directory, 'compare', 'r', '--figure', 'f.svg', '--csv', 'c.csv');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toContain('Unequal lengths: a ends at epoch 4, b ends at epoch 2.');
  for (const line of shown.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  for (const file of ['f-train_loss.svg', 'f-lambda_max.svg'])
    expect(existsSync(join(directory, file))).toBe(true);

  const occupied = await hessianLab(directory, 'compare', 'r', '--csv', 'new.csv', '--figure', 'f.svg');
  expect(occupied).toMatchObject({ code: 2, stdout: '' });
  expect(occupied.stderr).toContain('f-train_loss.svg exists already; name another file with --figure, or');
  expect(existsSync(join(directory, 'new.csv'))).toBe(false);

  // The table's median difference is the one of the rows that the run wrote: of two seeds, the mean.
  const last = (arm: string, seed: number) => {
    const text = readFileSync(join(directory, 'r', arm, `seed-${seed}`, 'epochs.csv'), 'utf8');
    return Number((parse(text, { columns: true }) as Record<string, string>[])[2]!.train_loss);
  };
  const expected = (last('slow', 1) - last('fast', 1) + last('slow', 2) - last('fast', 2)) / 2;
  const [row] = parse(readFileSync(join(directory, 'c.csv')), { columns: true }) as Record<string, string>[];
  expect(row).toMatchObject({
    column: 'train_loss',
    epoch: '2',
    reference: 'fast',
    other: 'slow',
    pairing: 'seed',
  });
  expect(Number(row!.difference)).toBeCloseTo(expected, 12);

  writeFileSync(join(directory, 'all.csv'), 'mine');
  const refused = await hessianLab(directory, 'export', 'r', '--out', 'all.csv');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('all.csv exists already; name another file with --out, or replace it');
  expect(readFileSync(join(directory, 'all.csv'), 'utf8')).toBe('mine');
  const replacing = ['--out', 'all.csv', '--overwrite', '--quiet'];
  expect((await hessianLab(directory, 'export', 'r', ...replacing)).code).toBe(0);
  const direct = await hessianLab(directory, 'compare', 'r', '--json');
  const again = await hessianLab(directory, 'compare', 'all.csv', '--json');
  const comparisons = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { comparisons: object[] }).comparisons;
  expect(comparisons(direct).length).toBeGreaterThanOrEqual(3);
  expect(comparisons(again)).toEqual(comparisons(direct));

  const check = ['compare', 'r', '--quiet', '--expect'];
  expect(await hessianLab(directory, ...check, 'slow.train_loss > fast.train_loss at epoch 2')).toMatchObject(
    {
      code: 0,
      stdout: '',
      stderr: '',
    },
  );
  const failed = await hessianLab(directory, ...check, 'b.train_loss < a.train_loss at epoch 2');
  expect(failed).toMatchObject({ code: 4, stdout: '' });
  expect(failed.stderr).toMatch(
    /NOT MET: b\.train_loss < a\.train_loss at epoch 2\n {2}[\d.]+ < [\d.]+, epoch 2: b/,
  );
  const wrong = await hessianLab(directory, ...check, 'b.train_los < 1');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('did you mean "train_loss"?');
});
