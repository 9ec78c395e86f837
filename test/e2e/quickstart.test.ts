/** What `npm start` runs, and that its committed results are those of this tree. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hessianLab } from './hessian-lab.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Eigenvalues are certified to a residual of 1e-3·|λ|, and 40 steps of float32 training magnify the rounding of
 * another processor; measured differences are far smaller.
 */
const TOLERANCE = 0.02;

function readCsv(path: string): Record<string, string>[] {
  return parse(readFileSync(path), { columns: true });
}

describe('the quickstart', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hessian-lab-quickstart-'));
  const out = join(directory, 'out');
  let runs: Record<string, string>[];

  beforeAll(async () => {
    const { code } = await hessianLab(root, 'run', 'configs/quickstart.yaml', '--out', out, '--quiet');
    expect(code).toBe(0);
    runs = readCsv(join(out, 'summary.csv'));
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('has four arms and more, each with three seeds that complete', () => {
    const arms = [...new Set(runs.map(({ arm }) => arm))];
    expect(arms).toEqual(
      expect.arrayContaining(['raw', 'standardized', 'raw-batch-norm', 'standardized-momentum']),
    );
    expect(runs).toHaveLength(3 * arms.length);
    expect(runs.every(({ status }) => status === 'completed')).toBe(true);
  });

  it('logs λmax at 20 epochs or more of every run', () => {
    for (const { arm, seed } of runs) {
      const rows = readCsv(join(out, arm!, `seed-${seed}`, 'epochs.csv'));
      expect(rows.length).toBeGreaterThan(20);
      expect(rows.every(({ lambda_max }) => lambda_max !== '')).toBe(true);
    }
  });

  it('gives the numbers committed in results/reference', () => {
    const reference = readCsv(join(root, 'results/reference/quickstart/summary.csv'));
    expect(runs.map(({ arm, seed }) => [arm, seed])).toEqual(reference.map(({ arm, seed }) => [arm, seed]));
    for (const [i, expected] of reference.entries()) {
      for (const column of ['final_train_loss', 'lambda_max_start', 'lambda_max_end', 'learning_rate']) {
        const ratio = Number(runs[i]![column]) / Number(expected[column]);
        expect(Math.abs(ratio - 1), `${expected.arm}, seed ${expected.seed}, ${column}`).toBeLessThan(
          TOLERANCE,
        );
      }
    }
  });
});
