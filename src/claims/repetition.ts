import type { Measurement } from './experiment.ts';

/**
 * One arm that is run again by TensorFlow.js, whose derivatives share no code with those behind the other numbers.
 * Where the two disagree the claim has no verdict.
 */
export interface Repetition<Arm = unknown> {
  /** Name of the arm. */
  readonly arm: string;
  /** The same arm with gradients and curvature from TensorFlow.js. */
  onTensorflow(arm: Arm): Arm;
  /** The quantities that are compared, with the largest relative difference allowed, 0 for whole numbers. */
  readonly quantities: Readonly<Record<string, number>>;
  /** Why these tolerances, and why no other quantities. */
  readonly because: string;
}

/** Seeds, of those of the claim the first, with which the arm is run again. */
export const REPEATED_SEEDS = 2;

/** A quantity of one seed by both engines. null: never reached, or lost in divergence. */
export interface RepeatedNumber {
  readonly seed: number;
  readonly quantity: string;
  readonly closedForm: number | null;
  readonly tensorflow: number | null;
  /** |a − b|/max(|a|, |b|); 0 where both are null, infinite where one is. */
  readonly difference: number;
  readonly tolerance: number;
  readonly agrees: boolean;
}

/** What came of the repetition. */
export interface RepetitionFinding {
  readonly arm: string;
  readonly because: string;
  readonly agrees: boolean;
  /** A line for each seed and quantity. */
  readonly numbers: readonly RepeatedNumber[];
}

/** One seed's measurement by both engines. */
export interface Twice {
  readonly seed: number;
  readonly closedForm: Measurement;
  readonly tensorflow: Measurement;
}

/**
 * Compares what both engines measured.
 *
 * @throws RangeError when one of them lacks a quantity that is to be compared
 */
export function judgeRepetition(
  { arm, quantities, because }: Repetition,
  runs: readonly Twice[],
): RepetitionFinding {
  const numbers = runs.flatMap(({ seed, closedForm, tensorflow }) =>
    Object.entries(quantities).map(([quantity, tolerance]): RepeatedNumber => {
      const read = ({ quantities: measured }: Measurement) => {
        const value = measured[quantity];
        if (value === undefined) {
          throw new RangeError(`the repetition of arm "${arm}" measures no "${quantity}"`);
        }
        return value !== null && Number.isFinite(value) ? value : null;
      };
      const [first, second] = [read(closedForm), read(tensorflow)];
      const difference = relativeDifference(first, second);
      return {
        ...{ seed, quantity, closedForm: first, tensorflow: second, difference, tolerance },
        agrees: difference <= tolerance,
      };
    }),
  );
  return { arm, because, agrees: numbers.every(({ agrees }) => agrees), numbers };
}

function relativeDifference(first: number | null, second: number | null): number {
  if (first === second) return 0;
  if (first === null || second === null) return Number.POSITIVE_INFINITY;
  return Math.abs(first - second) / Math.max(Math.abs(first), Math.abs(second));
}

/** Where the engines disagree, in words: a sentence for each number. */
export function disagreements({ arm, numbers }: RepetitionFinding): string[] {
  const told = (value: number | null) => (value === null ? 'never' : String(Number(value.toPrecision(6))));
  return numbers
    .filter(({ agrees }) => !agrees)
    .map(
      ({ seed, quantity, closedForm, tensorflow, difference, tolerance }) =>
        `TensorFlow.js disagrees on ${quantity} of arm "${arm}", seed ${seed}: ${told(tensorflow)}, closed form ${told(closedForm)}; ` +
        `${Number(difference.toPrecision(2))} apart, allowed ${tolerance}`,
    );
}
