import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadSweep } from '../../src/config/load-sweep.ts';
import { startPool } from '../../src/processes/pool.ts';
import { gitState } from '../../src/runs/git.ts';
import type { Executor } from '../../src/sweeps/executor.ts';
import type { Job } from '../../src/sweeps/job.ts';
import { planSweep } from '../../src/sweeps/plan.ts';

/** A way to carry jobs out, with so many workers. */
export interface SweepContender {
  /** `local`, `queue`, or `bare` for the runs alone. */
  readonly name: string;
  readonly workers: number;
  /** Starts what it needs for a directory. */
  open(directory: string): Promise<Executor> | Executor;
}

/** What a contender needed for all its jobs. */
export interface SweepTime {
  readonly contender: SweepContender;
  readonly runs: number;
  /** Of all rounds, without start and warm-up. */
  readonly seconds: number;
}

/** Runs of a twentieth of a second or so: what a run costs beside its work shows. */
const CONFIG = {
  name: 'bench-sweep',
  data: { source: 'boston-house-prices', inputs: 'standardized', targets: 'standardized' },
  model: { hidden: [16, 16], activation: 'tanh' },
  training: { engine: 'closed-form', epochs: 60, learningRate: 0.05 },
};

/** As many jobs, which differ in their seed. */
async function benchJobs(count: number): Promise<readonly Job[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-bench-'));
  try {
    const file = join(folder, 'bench-sweep.yaml');
    const seeds = { from: 1, to: count, steps: count, integer: true };
    writeFileSync(file, stringify({ ...CONFIG, sweep: { axes: { seeds } } }));
    return planSweep(loadSweep(file), await gitState(import.meta.dirname)).jobs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Times contenders in turns: each carries out a part of its jobs in every round, so that what else goes on meets them
 * all. Workers are warm before the first round.
 *
 * @param runs a multiple of `rounds`, for each contender
 */
export async function timeSweeps(
  contenders: readonly SweepContender[],
  runs: number,
  rounds: number,
): Promise<readonly SweepTime[]> {
  const jobs = await benchJobs(runs + WARM_UP);
  const [warmUp, timed] = [jobs.slice(0, WARM_UP), jobs.slice(WARM_UP)];
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-bench-'));
  const never = new AbortController().signal;
  const opened = await Promise.all(
    contenders.map(async (contender, i) => ({
      contender,
      executor: await contender.open(join(folder, String(i))),
      seconds: 0,
    })),
  );
  try {
    for (const { executor } of opened) await executor.run(warmUp, {}, never);
    const share = runs / rounds;
    for (let round = 0; round < rounds; round++) {
      const part = timed.slice(round * share, (round + 1) * share);
      for (const one of opened) {
        const failed: string[] = [];
        const begun = performance.now();
        await one.executor.run(
          part,
          {
            ended: ({ folder: name }, { status, message }) =>
              status === 'completed' || failed.push(`${name}: ${message}`),
          },
          never,
        );
        one.seconds += (performance.now() - begun) / 1000;
        if (failed.length > 0) throw new Error(failed.join('\n'));
      }
    }
  } finally {
    for (const { executor } of opened) await executor.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return opened.map(({ contender, seconds }) => ({ contender, runs, seconds }));
}

/** Enough for two workers to have compiled what they use. */
const WARM_UP = 16;

/** Processes that compute the runs of the jobs and write nothing: what a sweep cannot be faster than here. */
export function bareExecutor(workers: number): Executor {
  const pool = startPool<Job, void>(new URL('./bare-worker.ts', import.meta.url), workers);
  return {
    async run(jobs, observer) {
      const waiting = jobs[Symbol.iterator]();
      const lane = async () => {
        for (const job of waiting) {
          await pool.run(job);
          observer.ended?.(job, { status: 'completed', message: '', error: null, summary: null });
        }
      };
      await Promise.all(Array.from({ length: workers }, lane));
    },
    close: () => pool.close(),
  };
}
