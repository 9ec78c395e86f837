import type { Figure } from '../figures/figure.ts';
import type { Repetition } from './repetition.ts';
import type { Result } from './result.ts';
import { toleranceFigure } from './tolerance-figure.ts';

/** What every experiment states before it runs. */
interface Statement {
  /** `E1` or `S1`: exact and statistical claims are counted apart. */
  readonly id: string;
  /** In a few hyphenated words: part of the file's name. */
  readonly name: string;
  /** The claim in the precise form that is tested. */
  readonly statement: string;
  /** The text that makes the claim, H or T, with its section; or the paper. */
  readonly source: string;
  /** What the text got wrong or left open, and why the statement differs from it; null where it is right as it stands. */
  readonly correction: string | null;
  /** Where the claim stops being true, or what else was measured beside it, told from the result. */
  boundary?(result: Result): string;
  /** The picture of the result. */
  figure(result: Result): Figure;
}

/** What one run found. */
export interface Measurement {
  /** Numbers by name; null is a quantity that was never reached or lost in divergence, and enters at its cap. */
  readonly quantities: Readonly<Record<string, number | null>>;
  /** Numbers along a run, for the figure alone. */
  readonly curves?: Readonly<Record<string, readonly number[]>>;
}

/** The bound that a quantity of every instance has to keep. */
export type Bound = { readonly atMost: number } | { readonly atLeast: number };

/** One quantity of an exact claim with its tolerance. */
export interface Check {
  /** The quantity's name in the measurement. */
  readonly quantity: string;
  /** What it is, in words. */
  readonly says: string;
  readonly bound: Bound;
  /** Where the bound comes from. */
  readonly because: string;
}

/** A claim of algebra or analysis: true in every instance to a stated tolerance, or refuted. */
export interface ExactExperiment<Subject = unknown> extends Statement {
  readonly kind: 'exact';
  /** The code whose truth is examined; a test puts something wrong in its place and sees the claim refuted. */
  readonly subject: Subject;
  /** Measures the random instances of one seed. */
  measure(seed: number, subject: Subject): Measurement | Promise<Measurement>;
  readonly checks: readonly Check[];
}

/** Where the interval of an effect has to lie, wholly. `within` is a claim of equivalence. */
export type Range =
  | { readonly above: number }
  | { readonly below: number }
  | { readonly within: readonly [number, number] };

/** A quantity of one arm, for the seed at hand. */
export type Lookup = (arm: string, quantity: string) => number;

/** A number for each seed, whose median is claimed to lie in a range. */
export interface Effect {
  readonly name: string;
  /** From the runs of one seed. */
  sample(at: Lookup): number;
  /** In units of the sample. */
  readonly claim: Range;
  /** Why this margin, stated before the run. */
  readonly because: string;
  /** `factor`: the sample is a logarithm and is shown as the factor behind it. */
  readonly unit: 'factor' | 'plain';
  /** `boundary`: it shows where the claim ends and is no part of the verdict. Default `verdict`. */
  readonly role?: 'verdict' | 'boundary';
}

/** A claim about training runs: effects over seeds, all of which have to lie beyond their margins. */
export interface StatisticalExperiment<Arm = unknown> extends Statement {
  readonly kind: 'statistical';
  /** What is compared; plain data. */
  readonly arms: Readonly<Record<string, Arm>>;
  /** One run; the same seed means the same start, split and order in every arm. */
  measure(arm: Arm, seed: number): Measurement | Promise<Measurement>;
  /** What stands in for null, by quantity. */
  readonly caps: Readonly<Record<string, number>>;
  readonly effects: readonly Effect[];
  /** The effect that is also taken with every arm replaced by this one, under other seeds: it must not be supported. */
  readonly placebo: { readonly effect: string; readonly arm: string };
  /** The arm that is run again by TensorFlow.js, with two seeds. */
  readonly repetition: Repetition<Arm>;
}

export type Experiment = ExactExperiment | StatisticalExperiment;

/**
 * Fixes an exact experiment, with the type of its subject.
 *
 * @param experiment with a title in place of `figure` where the figure is that of the tolerances
 */
export function exactExperiment<Subject>(
  experiment: Omit<ExactExperiment<Subject>, 'kind' | 'figure'> & {
    figure: string | ExactExperiment['figure'];
  },
): ExactExperiment<Subject> {
  const { figure, checks } = experiment;
  return Object.freeze({
    ...experiment,
    kind: 'exact' as const,
    figure: typeof figure === 'string' ? (result: Result) => toleranceFigure(figure, checks, result) : figure,
  });
}

/**
 * Fixes a statistical experiment, with the type of its arms.
 *
 * @throws RangeError when the placebo names an effect or an arm that is not there, or the repetition an arm
 */
export function statisticalExperiment<Arm>(
  experiment: Omit<StatisticalExperiment<Arm>, 'kind'>,
): StatisticalExperiment<Arm> {
  const { id, placebo, effects, arms, repetition } = experiment;
  if (!effects.some(({ name }) => name === placebo.effect)) {
    throw new RangeError(`${id}: the placebo's effect "${placebo.effect}" is none of the experiment's`);
  }
  for (const [what, arm] of [
    ['placebo', placebo.arm],
    ['repetition', repetition.arm],
  ] as const) {
    if (Object.hasOwn(arms, arm)) continue;
    throw new RangeError(`${id}: the ${what}'s arm "${arm}" is none of ${Object.keys(arms).join(', ')}`);
  }
  return Object.freeze({ kind: 'statistical' as const, ...experiment });
}

/** An effect that compares one quantity of two arms: ln(first/second). */
export function logRatio(
  first: readonly [arm: string, quantity: string],
  second: readonly [arm: string, quantity: string],
): Pick<Effect, 'sample' | 'unit'> {
  return { sample: (at) => Math.log(at(...first) / at(...second)), unit: 'factor' };
}
