/**
 * A count with its noun: `1 run`, `2 runs`, `? runs`. Plurals that are not made with s are written out: `1 process`,
 * `2 processes`.
 */
export function counted(count: number | '?', noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
