import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startPool } from '../../src/processes/pool.ts';
import type { Executor } from '../../src/sweeps/executor.ts';
import type { Job } from '../../src/sweeps/job.ts';
import { readAddress } from '../../src/sweeps/queue/address.ts';
import { openQueueExecutor } from '../../src/sweeps/queue/executor.ts';
import { startRedis } from '../services/redis-server.ts';

const command = fileURLToPath(new URL('../faults/entry.ts', import.meta.url));

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

/**
 * A Redis of its own, and so many `hessian-lab worker --jobs 1`, from the sources.
 *
 * @throws Error where redis-server is not installed
 */
export async function queueExecutor(directory: string, workers: number): Promise<Executor> {
  const redis = await startRedis();
  const hands = Array.from({ length: workers }, () =>
    spawn(process.execPath, [...process.execArgv, command, 'worker', '--jobs', '1', '--quiet'], {
      env: { ...process.env, HESSIAN_LAB_QUEUE: redis.url },
      stdio: 'inherit',
    }),
  );
  const executor = await openQueueExecutor(readAddress(redis.url, undefined), directory, console.error);
  return {
    run: executor.run,
    async close() {
      await executor.close();
      const ended = hands.map((child) => new Promise((resolve) => child.once('close', resolve)));
      for (const child of hands) child.kill('SIGINT');
      await Promise.all(ended);
      await redis.dispose();
    },
  };
}
