import { describe, expect, it } from 'vitest';
import { exitCodeOfSweep } from '../../src/cli/sweep/outcome.ts';
import type { JobOutcome } from '../../src/sweeps/executor.ts';
import type { SweepRow } from '../../src/sweeps/table.ts';

const job = { id: '', label: '', folder: '', arm: 'default', seed: 1, values: {} };

function rows(...statuses: (JobOutcome['status'] | null)[]): SweepRow[] {
  return statuses.map((status) => ({
    job,
    outcome: status && { status, message: '', error: null, summary: { verification: '' } },
  }));
}

describe('the exit code of a sweep', () => {
  it.each([
    ['completed and diverged runs', 0, rows('completed', 'diverged'), false],
    ['a failed run', 6, rows('completed', 'failed', 'diverged'), false],
    ['an interruption', 130, rows('completed', 'failed', null), true],
    ['a run that was stopped from outside', 130, rows('completed', 'interrupted'), false],
    [
      'objectives that disagree',
      4,
      [
        {
          job,
          outcome: { status: 'completed', message: '', error: null, summary: { verification: 'disagrees' } },
        },
      ],
      false,
    ],
  ] as const)('of %s is %i', (_, code, given, aborted) => {
    expect(exitCodeOfSweep(given, aborted)).toBe(code);
  });
});
