import { badInput } from './bad-input.ts';
import { killAtFileOperations } from './file-operations.ts';
import { rivalProcesses } from './locks.ts';
import { killAtRandomMoments } from './moments.ts';
import { redisFaults } from './redis.ts';
import type { FaultRow } from './row.ts';
import { storageFaults } from './storage.ts';

/** What the caller of `npm run test:faults` may choose. */
export interface FaultOptions {
  /** 10,000 damaged files of each kind in place of 500. */
  readonly nightly: boolean;
}

/** A part of `npm run test:faults` that can be run on its own, in some minutes. */
export interface Piece {
  /** What `--only` takes; with a slash, the part before it takes all of its kind. */
  readonly name: string;
  run(options: FaultOptions): Promise<readonly FaultRow[]>;
}

/** All pieces, in the order in which the table and `results/reliability.csv` have them. */
export const pieces: readonly Piece[] = [
  { name: 'resume/closed-form', run: async () => [await killAtRandomMoments('closed-form', 150, 100)] },
  { name: 'resume/tfjs', run: async () => [await killAtRandomMoments('tfjs', 30, 100)] },
  { name: 'files', run: () => killAtFileOperations(Number.POSITIVE_INFINITY) },
  { name: 'locks', run: () => rivalProcesses(20) },
  { name: 'storage', run: () => storageFaults(12) },
  { name: 'redis', run: () => redisFaults(5) },
  { name: 'input', run: ({ nightly }) => badInput(nightly ? 10_000 : 500, 1) },
];

/**
 * The pieces that `--only` names, in order; all of them without it.
 *
 * @param only names separated by commas
 * @throws Error that lists the names there are
 */
export function chosenPieces(only: string | undefined): Piece[] {
  if (only === undefined) return [...pieces];
  const wanted = only.split(',').map((name) => name.trim());
  const takes = (name: string) => pieces.filter((piece) => `${piece.name}/`.startsWith(`${name}/`));
  const unknown = wanted.find((name) => takes(name).length === 0);
  if (unknown !== undefined) {
    const names = pieces.map(({ name }) => name).join(', ');
    throw new Error(`--only: received "${unknown}", allowed are ${names}, or the part before a slash.`);
  }
  return pieces.filter((piece) => wanted.some((name) => takes(name).includes(piece)));
}
