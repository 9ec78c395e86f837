/** How long work may take to save itself once the parent is gone; a lock left behind names a dead process. */
const GRACE_MILLISECONDS = 3000;

/**
 * Ties a process of a pool to the one that started it. Ctrl-C reaches every process of a terminal's group: the parent
 * alone decides what follows. When the parent is gone, or SIGTERM comes, the process ends: at once, or when `stop` is
 * through, which gets three seconds.
 *
 * @param stop saves what is going on; default: nothing is
 */
export function followParent(stop: () => Promise<void> = async () => {}): void {
  process.on('SIGINT', () => {});
  const end = () => {
    setTimeout(() => process.exit(1), GRACE_MILLISECONDS);
    void stop().finally(() => process.exit(1));
  };
  process.once('disconnect', end);
  process.once('SIGTERM', end);
}
