import { INITIAL, type Settings } from './settings.ts';
import { smoothLimit, stableLimit } from './step-size.ts';

/** A named state to begin from. */
export interface Preset {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly shows: string;
  /** What differs from a fresh page. */
  readonly settings: Partial<Settings>;
  /** The learning rate as a share of the largest stable one; without it that of the settings. */
  readonly share?: number;
}

const quadratic = (curvature1: number, curvature2: number): Partial<Settings> => ({
  surface: 'quadratic',
  curvature1,
  curvature2,
  learningRate: 0.1,
});

const network: Partial<Settings> = { surface: 'network', mean: 0, speed: 30 };

/** The four shapes that a second derivative can have, and what inputs make of them. */
export const SHAPES: readonly Preset[] = [
  {
    name: 'Bowl',
    shows: 'Both eigenvalues positive: up in every direction, a minimum.',
    settings: quadratic(4, 1),
  },
  {
    name: 'Dome',
    shows: 'Both eigenvalues negative: down in every direction, a maximum, which descent leaves.',
    settings: { ...quadratic(-1, -2), startX: 0.2, startY: 0.15 },
  },
  {
    name: 'Trough',
    shows: 'One eigenvalue is zero: flat along it, so the test cannot tell.',
    settings: quadratic(3, 0),
  },
  {
    name: 'Saddle',
    shows: 'Eigenvalues of both signs: a minimum one way, a maximum the other.',
    settings: { ...quadratic(3, -1), startX: -2.15, startY: -1.05 },
  },
];

/** How data make a loss well or badly conditioned. */
export const CONDITIONS: readonly Preset[] = [
  {
    name: 'Round bowl',
    shows: 'Inputs of mean 0 and deviation 1: every direction curves alike, and descent goes straight.',
    settings: { mean: 0 },
  },
  {
    name: 'Stretched bowl',
    shows:
      'The same points with an input mean of 1.5: one direction is 16 times as steep, and the path bounces along it.',
    settings: {},
  },
  {
    name: 'Raw inputs',
    shows:
      'A network on inputs drawn with mean 3 and deviations from 1 to 10, as raw measurements may have: λmax is large, and the step has to be small.',
    settings: { ...network, mean: 3, scale: 10 },
    share: 0.5,
  },
  {
    name: 'Standardized inputs',
    shows: 'The same network and the same data, each input less its mean and over its deviation.',
    settings: { ...network, mean: 3, scale: 10, inputs: 'standardized' },
    share: 0.5,
  },
];

/** A step size by what it does along the steepest direction; heavy ball has the same cases with other bounds. */
export interface StepSize {
  readonly name: string;
  readonly shows: string;
  /** Share of the largest stable step size at a momentum. */
  share(momentum: number): number;
}

const smooth = (momentum: number) => smoothLimit(1, momentum) / stableLimit(1, momentum);

/** The four cases of the step size, and one that is too small. */
export const STEP_SIZES: readonly StepSize[] = [
  {
    name: 'Too small',
    shows: 'A twentieth of 1/λmax: safe along the steep direction, hardly a move along the flat one.',
    share: (momentum) => 0.05 * smooth(momentum),
  },
  {
    name: 'Smooth',
    shows: 'Just below 1/λmax: each step goes straight towards the bottom.',
    share: (momentum) => 0.9 * smooth(momentum),
  },
  {
    name: 'Oscillating',
    shows: 'Between 1/λmax and 2/λmax: it jumps over the bottom and comes back, a little nearer each time.',
    share: () => 0.92,
  },
  {
    name: 'At the limit',
    shows: 'Exactly 2/λmax: it jumps from side to side for ever.',
    share: () => 1,
  },
  { name: 'Diverging', shows: 'Beyond 2/λmax: each jump is larger than the one before.', share: () => 1.04 },
];

/** All settings of a preset. */
export function settingsOf({ settings }: Preset): Settings {
  return { ...INITIAL, ...settings };
}
