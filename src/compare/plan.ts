import { DataError } from '../data/errors.ts';
import { pairingNotices } from './notices.ts';
import type { Operands } from './operands.ts';
import { type Pairing, pairRuns } from './pairing.ts';
import type { Sample } from './sample.ts';

/** Two samples to compare. */
export interface PlannedComparison {
  readonly reference: Sample;
  readonly other: Sample;
  readonly pairing: Pairing;
}

/**
 * Who is compared with whom: within one operand every arm with the first arm; with several operands every arm of the
 * others with the same arm of the first operand, or with its only one.
 *
 * @throws DataError when nothing is left to compare
 */
export function planComparisons({ samples }: Operands): {
  planned: PlannedComparison[];
  notices: string[];
} {
  const references = samples.filter(({ operand }) => operand === 0);
  const others = samples.filter(({ operand }) => operand > 0);
  const notices: string[] = [];
  const pairs =
    others.length === 0
      ? references.slice(1).map((other) => [references[0]!, other] as const)
      : others.flatMap((other) => {
          const same = references.find(({ arm }) => arm === other.arm);
          const reference = references.length === 1 ? references[0]! : same;
          if (!reference) notices.push(`${other.letter} (${other.name}) has no counterpart: left out.`);
          return reference ? [[reference, other] as const] : [];
        });
  if (pairs.length === 0) {
    const names = samples.map(({ name }) => name).join(', ');
    const problem =
      others.length === 0
        ? `holds one arm (${names}), and there is nothing to compare it with; name a second operand`
        : `has no arm in common with the others (${names}); name an arm: ${references[0]!.path}/${references[0]!.arm}`;
    throw new DataError(references[0]!.path, [problem]);
  }
  const planned = pairs.map(([reference, other]) => ({
    reference,
    other,
    pairing: pairRuns(reference, other),
  }));
  return { planned, notices: [...notices, ...pairingNotices(planned)] };
}
