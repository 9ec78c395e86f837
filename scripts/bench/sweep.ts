import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadSweep } from '../../src/config/load-sweep.ts';
import { gitState } from '../../src/runs/git.ts';
import type { Executor } from '../../src/sweeps/executor.ts';
import type { Job } from '../../src/sweeps/job.ts';
import { planSweep } from '../../src/sweeps/plan.ts';
import { processorTime } from './processor-time.ts';

/** A way to carry jobs out, with so many workers. */
export interface SweepContender {
  /** `local`, `queue`, or `bare` for the runs alone. */
  readonly name: string;
  readonly workers: number;
  /** Starts what it needs for a directory. */
  open(directory: string): Promise<Executor> | Executor;
}

/** What a contender needed for all its jobs, without start and warm-up. */
export interface SweepTime {
  readonly contender: SweepContender;
  readonly runs: number;
  /** By the clock. */
  readonly seconds: number;
  /** Of processors, the coordinator's and a queue's server among them; null where the system does not tell. */
  readonly processorSeconds: number | null;
}

/** Runs of a twentieth of a second or so: what a run costs beside its work shows. */
const CONFIG = {
  name: 'bench-sweep',
  data: { source: 'boston-house-prices', inputs: 'standardized', targets: 'standardized' },
  model: { hidden: [16, 16], activation: 'tanh' },
  training: { engine: 'closed-form', epochs: 60, learningRate: 0.05 },
};

/** Runs of each worker after which it has compiled what it uses. */
const WARM_UP = 30;

/** As many jobs, which differ in their seed. */
export async function benchJobs(count: number): Promise<readonly Job[]> {
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
 * Times contenders in turns: in every round each carries out as many jobs that are new to it, so that what else goes on
 * meets them all. Workers are warm before the first round.
 *
 * @param runs of each contender in each round
 */
export async function timeSweeps(
  contenders: readonly SweepContender[],
  runs: number,
  rounds: number,
): Promise<readonly SweepTime[]> {
  const most = WARM_UP * Math.max(...contenders.map(({ workers }) => workers));
  const jobs = await benchJobs(most + runs * rounds);
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-bench-'));
  const opened: {
    contender: SweepContender;
    executor: Executor;
    clock: number;
    processors: number | null;
  }[] = [];
  try {
    for (const [i, contender] of contenders.entries()) {
      const executor = await contender.open(join(folder, String(i)));
      opened.push({ contender, executor, clock: 0, processors: 0 });
      await carryOut(executor, jobs.slice(0, WARM_UP * contender.workers));
    }
    for (let round = 0; round < rounds; round++) {
      const part = jobs.slice(most + round * runs, most + (round + 1) * runs);
      for (const one of opened) {
        const [clock, processors] = [performance.now(), processorTime()];
        await carryOut(one.executor, part);
        one.clock += performance.now() - clock;
        const after = processorTime();
        one.processors =
          one.processors === null || processors === null || after === null
            ? null
            : one.processors + after - processors;
      }
    }
  } finally {
    for (const { executor } of opened) await executor.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return opened.map(({ contender, clock, processors }) => ({
    contender,
    runs: runs * rounds,
    seconds: clock / 1000,
    processorSeconds: processors === null ? null : processors / 1000,
  }));
}

async function carryOut(executor: Executor, jobs: readonly Job[]): Promise<void> {
  const failed: string[] = [];
  let ended = 0;
  const observer = {
    ended({ folder }: Job, { status, message }: { readonly status: string; readonly message: string }) {
      ended += 1;
      if (status !== 'completed') failed.push(`${folder}: ${message}`);
    },
  };
  await executor.run(jobs, observer, new AbortController().signal);
  if (failed.length > 0) throw new Error(failed.join('\n'));
  if (ended !== jobs.length) throw new Error(`${ended} of ${jobs.length} runs ended`);
}
