import { Tinypool, type TinypoolChannel } from 'tinypool';

/** Child processes that carry out tasks, one each at a time. */
export interface ProcessPool<Task, Answer> {
  /**
   * Has a free process, or the next one to become free, carry out a task.
   *
   * @param signal when aborted, a task that waits rejects, and one that is carried out ends with its process
   * @param channel for messages both ways while the task is carried out
   * @throws whatever the worker throws, and an Error when its process dies or none can be started
   */
  run(task: Task, options?: { signal?: AbortSignal; channel?: TinypoolChannel }): Promise<Answer>;
  /** Ends the processes, whatever they are at. */
  close(): Promise<void>;
}

/**
 * V8 collects garbage on helper threads, for which a pool that uses every processor has none: each process then waits for
 * helpers that wait for the others' processors. Collecting alone takes less in all.
 */
const COLLECT_ALONE = '--single-threaded-gc';

/**
 * V8 takes a process that waits now and then for a disk or a task for idle, and keeps its heap small: it marked 18 MB of
 * code and configs twice in three short runs, which took a quarter of their time. Up to so many MiB it lets them grow.
 */
const ROOM_TO_GROW = '--initial-old-space-size=64';

/**
 * Starts processes that load a worker at once and wait for tasks; one that dies is replaced. Processes and not threads:
 * TensorFlow.js's native binding dies in threads.
 *
 * @param worker module whose default export carries out a task; it calls `followParent` when it is loaded
 * @param env of the processes; default: this one's
 */
export function startPool<Task, Answer>(
  worker: URL,
  processes: number,
  env: NodeJS.ProcessEnv = process.env,
): ProcessPool<Task, Answer> {
  const pool = new Tinypool({
    filename: worker.href,
    runtime: 'child_process',
    minThreads: processes,
    maxThreads: processes,
    env: env as Record<string, string>,
    execArgv: [...process.execArgv, COLLECT_ALONE, ROOM_TO_GROW],
  });
  // A process that dies without a task is replaced, unless it died in starting: tasks then wait for nobody.
  pool.on('error', () => {
    if (pool.threads.length === 0) pool.cancelPendingTasks();
  });
  // A task that waits for a process to start does not keep this one alive.
  const alive = setInterval(() => {}, 60_000);
  return {
    run: (task, options = {}) => pool.run(task, options) as Promise<Answer>,
    async close() {
      clearInterval(alive);
      await pool.destroy();
    },
  };
}

/**
 * A module beside another one, in the sources as in a build.
 *
 * @param beside `import.meta.url`
 * @param name without extension, `./worker`
 */
export function moduleBeside(beside: string, name: string): URL {
  return new URL(`${name}${beside.endsWith('.ts') ? '.ts' : '.js'}`, beside);
}
