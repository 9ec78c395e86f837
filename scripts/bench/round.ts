import { type Answer, type Comparison, compare } from './agreement.ts';
import type { Entry } from './entry.ts';
import { interleave, succeeded } from './interleave.ts';
import type { BenchOptions } from './options.ts';
import { JOB } from './problem.ts';
import { type Result, told } from './result.ts';
import type { Timing } from './statistics.ts';

/** Contenders compute different numbers, so their times cannot be compared. */
export class DisagreementError extends Error {}

/** Works whose call is over in a few milliseconds: a turn repeats them. The others are called once a turn. */
const SHORT = /^(gradient|product) /;
const TURN_MILLISECONDS = 40;

/**
 * Compares and then times the entries of one work.
 *
 * @param say is told what goes on, and who drops out
 * @throws {DisagreementError} with all differences beyond their tolerance
 * @throws what an entry of this project throws; peers drop out
 */
export async function timeWork(
  entries: readonly Entry[],
  { rounds }: BenchOptions,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Result[]> {
  const { work } = entries[0]!;
  say(`${work}: ${entries.length} contenders`);
  const comparisons = compare(await answersOf(entries, signal, say), JOB.tolerance);
  const complaints = comparisons.flatMap((comparison) => comparison.complaints);
  if (complaints.length > 0) throw new DisagreementError(`numbers differ.\n${complaints.join('\n')}`);
  const isShort = SHORT.test(work);
  const outcomes = await interleave(
    comparisons.map(({ entry }) => entry),
    isShort ? rounds : Math.ceil(rounds / 3),
    isShort ? TURN_MILLISECONDS : 0,
  );
  signal.throwIfAborted();
  const own = succeeded(outcomes[0]!);
  return comparisons.flatMap((comparison, i) => {
    const timing = outcomes[i]!;
    if (timing instanceof Error) {
      say(`without ${comparison.entry.name} in ${work}: ${timing.message}`);
      return [];
    }
    return [resultOf(comparison, timing, own)];
  });
}

/** What all that answer compute; a peer that fails drops out. */
async function answersOf(
  [own, ...peers]: readonly Entry[],
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Answer[]> {
  const answers: Answer[] = [{ entry: own!, computed: await own!.check() }];
  for (const entry of peers) {
    try {
      answers.push({ entry, computed: await entry.check() });
    } catch (error) {
      signal.throwIfAborted();
      say(`without ${entry.name} in ${entry.work}: ${(error as Error).message}`);
    }
  }
  return answers;
}

function resultOf({ entry, computed, difference }: Comparison, timing: Timing, own: Timing): Result {
  return {
    entry,
    timing,
    ratio: timing.median / own.median,
    products: told(computed, 'products'),
    relativeResidual: told(computed, 'relative_residual'),
    difference,
  };
}
