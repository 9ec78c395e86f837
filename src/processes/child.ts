/**
 * What a process may use up to save itself once its parent is gone, in processor time of its own: on a busy machine seconds
 * pass in which it gets none. A lock that is left behind names a dead process.
 */
const GRACE_MILLISECONDS = 3000;
const LOOK_MILLISECONDS = 100;

/** It ends after so long at the latest, in milliseconds: something that it waits for may never come. */
export const LONGEST_GRACE_MILLISECONDS = 30_000;

/**
 * Ties a process of a pool to the one that started it. Ctrl-C reaches every process of a terminal's group: the parent
 * alone decides what follows. When the parent is gone, or SIGTERM comes, the process ends: at once, or when `stop` is
 * through, which gets three seconds of processor time, and of the clock no less than three and no more than thirty.
 *
 * @param stop saves what is going on; default: nothing is
 * @param grace in milliseconds; default: the three seconds
 */
export function followParent(stop: () => Promise<void> = async () => {}, grace = GRACE_MILLISECONDS): void {
  process.on('SIGINT', () => {});
  const end = () => {
    const [begun, used] = [performance.now(), process.cpuUsage()];
    setInterval(() => {
      const passed = performance.now() - begun;
      const { user, system } = process.cpuUsage(used);
      const spent = Math.min(passed, (user + system) / 1000);
      if (spent > grace || passed > LONGEST_GRACE_MILLISECONDS) process.exit(1);
    }, LOOK_MILLISECONDS);
    void stop().finally(() => process.exit(1));
  };
  process.once('disconnect', end);
  process.once('SIGTERM', end);
}
