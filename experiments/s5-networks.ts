/** The part of S5 that is about networks: effects, measurement and panels of the figure. */
import { bestRate } from '../src/claims/best-rate.ts';
import { type Effect, type Lookup, logRatio, type Measurement } from '../src/claims/experiment.ts';
import { mlpArm, withSession } from '../src/claims/mlp-arm.ts';
import { type PathAlongSpectrum, pathAlongSpectrum } from '../src/claims/path-along-spectrum.ts';
import type { Judgement } from '../src/claims/result.ts';
import { lanczos } from '../src/curvature/lanczos.ts';
import type { Figure } from '../src/figures/figure.ts';
import { intervalChart } from '../src/figures/intervals.ts';
import { createOptimizer } from '../src/optimizers/create.ts';

export const SETS = ['boston-house-prices', 'penguins', 'cps-wages'];
const EPOCHS = 60;
/** So few units that the full spectrum of every step is affordable: at most 85 parameters. */
const HIDDEN = 6;
/** ηλmax at the start, in both arms: one at which plain descent goes back and forth, one at which it does not. */
export const EQUAL = { steep: 1.9, ringing: 0.5 };
/** ηλmax at the start from which each arm takes the one with the smallest loss after the epochs; its limits are 2 and 3.8. */
const TRIED = [0.25, 0.5, 1, 1.5, 1.9, 2.5, 3.5];
/** Progress in units of the target's variance; less is none. */
const NEGLIGIBLE = 1e-3;

/** Names of the arms on a set, or on the quadratic. */
export const plain = (set: string) => `${set}, plain`;
export const withMomentum = (set: string) => `${set}, momentum`;

/** The margin for turns, on quadratics and networks. */
export const fewer = {
  claim: { above: Math.log(1.25) },
  because: 'a fifth fewer turns is the least that one sees in a plot of the path',
};
/** The margin for turns where plain descent has none. */
export const rings = {
  claim: { above: 2 },
  because: `plain descent has hardly any; more than two in ${EPOCHS} steps or more is ringing, not one overshoot`,
  unit: 'plain' as const,
};

const SITUATIONS = { steep: `equal rate, ηλmax = ${EQUAL.steep}`, best: 'best rates' } as const;
const situations = [
  ['steep', SITUATIONS.steep],
  ['best', SITUATIONS.best],
] as const;

/** What is compared on networks. */
interface Kind {
  readonly quantity: keyof PathAlongSpectrum;
  readonly what: string;
  readonly short: string;
  /** The arm in which it is claimed to be more, and by which factor at least. */
  readonly more: typeof plain;
  readonly by: number;
  readonly because: string;
  readonly at: readonly (keyof typeof SITUATIONS)[];
  /** What enters for the quantity; default itself. */
  readonly as?: (value: number) => number;
}
const KINDS: readonly Kind[] = [
  {
    ...{ quantity: 'flips', what: 'flips along the top eigenvector', short: 'flips' },
    ...{ more: plain, by: 1.25, because: fewer.because, at: ['steep', 'best'] },
    // One more in both arms, since there may be none.
    as: (count) => 1 + count,
  },
  {
    quantity: 'topShare',
    ...{ what: 'share of the movement along the top eigenvector', short: 'share of top' },
    ...{ more: plain, by: 1.25, because: 'a fifth less, as for the flips', at: ['steep', 'best'] },
  },
  {
    ...{ quantity: 'topRate', what: 'step over gradient along the top eigenvector', short: 'step, top' },
    ...{ more: plain, by: 1, at: ['steep'] },
    because:
      'the text says smaller, and not by how much: were the gradient to change sign each time, 1 + β would be the factor',
  },
  {
    quantity: 'flatRate',
    ...{ what: 'step over gradient in the flat half of the spectrum', short: 'step, flat half' },
    ...{ more: withMomentum, by: 2, at: ['steep'] },
    because: 'a gradient that stays the same would give 1/(1 − β), ten; two is asked of the quadratic too',
  },
  {
    quantity: 'flatProgress',
    ...{ what: 'progress in the flat half of the spectrum', short: 'progress, flat half' },
    ...{ more: withMomentum, by: 1.25, at: ['steep', 'best'] },
    because: 'a quarter more; the most would be ten times, while there is loss left to win',
    as: (progress) => Math.max(NEGLIGIBLE, progress),
  },
];
/** A run that diverges turns in each step, moves along the top eigenvector alone and makes no progress. */
const LOST: PathAlongSpectrum = {
  flips: EPOCHS,
  ...{ topShare: 1, topRate: 1, flatRate: 1, flatProgress: NEGLIGIBLE },
};

const effectName = (set: string, when: string, { what, more }: Kind) =>
  `${set}, ${when}: ${what}, ${more === plain ? 'plain / momentum' : 'momentum / plain'}`;

/** The effects on networks. */
export const networkEffects = SETS.flatMap((set): Effect[] => [
  ...situations.flatMap(([key, when]) =>
    KINDS.filter(({ at }) => at.includes(key)).map((kind): Effect => {
      const { more, quantity, as = (value: number) => value } = kind;
      const less = more === plain ? withMomentum : plain;
      const value = (at: Lookup, arm: string) => as(at(arm, `${key}: ${quantity}`));
      return {
        name: effectName(set, when, kind),
        sample: (at) => Math.log(value(at, more(set)) / value(at, less(set))),
        unit: 'factor',
        claim: { above: Math.log(kind.by) },
        because: kind.because,
      };
    }),
  ),
  {
    name: `${set}, equal rate, ηλmax = ${EQUAL.ringing}: flips along the top eigenvector, momentum less plain`,
    sample: (at) => at(withMomentum(set), 'ringing: flips') - at(plain(set), 'ringing: flips'),
    ...rings,
  },
  {
    name: `${set}, best rates: loss after ${EPOCHS} epochs, plain / momentum`,
    ...logRatio([plain(set), 'best: loss'], [withMomentum(set), 'best: loss']),
    claim: { above: Math.log(1.1) },
    because: 'a tenth: where momentum has less loss left, it also has less to win in flat directions',
    role: 'boundary',
  },
]);

/** The caps of what is measured on networks. */
export const networkCaps: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['steep', 'ringing', 'best'].flatMap((key) =>
      Object.entries(LOST).map(([name, cap]) => [`${key}: ${name}`, cap]),
    ),
  ),
  'best: loss': 1,
};

/** Descends with the momentum at the equal rates and at the best one. */
export function measureNetwork(set: string, momentum: number, seed: number): Promise<Measurement> {
  const optimizer = createOptimizer({ type: 'momentum', momentum });
  const data = { source: set, inputs: 'standardized', testFraction: 0.2 };
  return withSession(mlpArm({ data, model: { hidden: [HIDDEN] } }), seed, (session) => {
    const { hessian } = session.training.linearize(session.initial);
    const sharpness = lanczos(hessian, { which: 'largest', tolerance: 1e-6 }).largest.value;
    const { training, initial } = session;
    const tried = TRIED.map((product) => product / sharpness);
    const best = bestRate(training, initial, optimizer, tried, EPOCHS);
    const rates = { steep: EQUAL.steep / sharpness, ringing: EQUAL.ringing / sharpness, best: best.rate };
    const quantities = Object.entries(rates).flatMap(([key, rate]) => {
      const path = pathAlongSpectrum(training, initial, optimizer, rate, EPOCHS);
      const lost = Object.keys(LOST).map((name) => [name, null] as const);
      return (path ? Object.entries(path) : lost).map(([name, value]) => [`${key}: ${name}`, value]);
    });
    return { quantities: { ...Object.fromEntries(quantities), 'best: loss': best.loss } };
  });
}

/** How many findings of each kind are supported, in words. */
export function countSupported({ findings }: Judgement): string {
  const told = KINDS.map(({ what }) => {
    const verdicts = findings
      .filter(({ name }) => name.includes(`${what}, `) && !name.includes(' less '))
      .map(({ verdict }) => verdict);
    return `${what} ${verdicts.filter((verdict) => verdict === 'supported').length} of ${verdicts.length}`;
  });
  return told.join(', ');
}

/** A panel for the equal rate and one for the best rates. */
export function networkPanels({ findings }: Judgement, width: number): Figure[] {
  return situations.map(([key, when]) =>
    intervalChart({
      title: `Networks, ${when}: how much more in the arm named`,
      subtitle: `Median of the ratio to the other arm with its 95 % interval; claimed are ${key === 'steep' ? '1.25, 1, 2 (step in the flat half)' : '1.25'} at least`,
      width,
      x: { label: 'factor', scale: 'log' },
      references: [{ label: 'no difference', x: 1 }],
      estimates: KINDS.flatMap((kind) =>
        SETS.flatMap((set) =>
          findings
            .filter(({ name }) => name === effectName(set, when, kind))
            .map(({ estimate, low, high }) => ({
              name: `${set.replace(/-.*/, '')}: ${kind.short}, ${kind.more === plain ? 'plain' : 'momentum'}`,
              value: Math.exp(estimate),
              low: Math.exp(low),
              high: Math.exp(high),
            })),
        ),
      ),
    }),
  );
}
