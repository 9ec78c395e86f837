import type { Contender } from './interleave.ts';
import type { Computed } from './protocol.ts';

/** A contender with what it does, who it is and what it computes. */
export interface Entry extends Contender {
  /** A work and its network: 'product 16-32-32-1'. Entries of the same work compute the same numbers. */
  readonly work: string;
  readonly name: string;
  readonly precision: string;
  /** Threads it computes with; null where the library decides and does not tell. */
  readonly threads: number | null;
  check(): Promise<Computed>;
}

/** Entries by their work, in the order of first mention. */
export function byWork<E extends Entry>(entries: readonly E[]): Map<string, E[]> {
  const groups = new Map<string, E[]>();
  for (const entry of entries) {
    const group = groups.get(entry.work);
    if (group) group.push(entry);
    else groups.set(entry.work, [entry]);
  }
  return groups;
}
