import { parseArgs } from 'node:util';

/** What the command line of a benchmark asks for. */
export interface BenchOptions {
  /** Rounds of short works; long ones run fewer. */
  readonly rounds: number;
  /** Run only works whose name contains one of these texts; empty: all. */
  readonly only: readonly string[];
}

/** A command line that cannot be used. */
export class UsageError extends Error {}

/**
 * Reads `--rounds N` and `--only TEXT` (repeatable, or separated by commas).
 *
 * @throws {UsageError} on anything else
 */
export function readOptions(args: readonly string[], defaultRounds: number): BenchOptions {
  let values: { rounds?: string; only?: string[] };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { rounds: { type: 'string' }, only: { type: 'string', multiple: true } },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const rounds = values.rounds === undefined ? defaultRounds : Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new UsageError(`--rounds: expected a whole number from 1, received '${values.rounds}'`);
  }
  const only = (values.only ?? []).flatMap((text) => text.split(',')).filter((text) => text !== '');
  return { rounds, only };
}

/** Whether a work is asked for. */
export function isWanted(work: string, { only }: BenchOptions): boolean {
  return only.length === 0 || only.some((text) => work.includes(text));
}

/**
 * The works asked for.
 *
 * @throws {UsageError} when `--only` leaves none, naming what there is
 */
export function wanted(works: readonly string[], options: BenchOptions): string[] {
  const chosen = works.filter((work) => isWanted(work, options));
  if (chosen.length === 0) {
    throw new UsageError(
      `--only: no work's name contains '${options.only.join("' or '")}'; there are ${works.join(', ')}`,
    );
  }
  return chosen;
}
