/** Which loss is looked at: a quadratic of two variables, a line fitted to points, or a network. */
export type Surface = 'quadratic' | 'line' | 'network';

/** A number that a slider sets. */
export interface NumberField {
  readonly kind: 'number';
  readonly label: string;
  /** What it does, in one sentence. */
  readonly help: string;
  readonly low: number;
  readonly high: number;
  readonly initial: number;
  /** Of the slider; a link may hold any number in the range. On a logarithmic slider in decades. */
  readonly step: number;
  readonly scale: 'linear' | 'log';
  readonly whole?: boolean;
  readonly unit?: string;
  readonly surfaces: readonly Surface[];
  readonly group: Group;
}

/** One of some words. */
export interface ChoiceField<Word extends string = string> {
  readonly kind: 'choice';
  readonly label: string;
  readonly help: string;
  readonly words: Readonly<Record<Word, string>>;
  readonly initial: NoInfer<Word>;
  readonly surfaces: readonly Surface[];
  readonly group: Group;
}

/** The heading that a control stands under; `none` has no control of its own. */
export type Group = 'Loss' | 'Inputs' | 'Network' | 'Training' | 'Start' | 'none';

const EVERY: readonly Surface[] = ['quadratic', 'line', 'network'];
const PLANAR: readonly Surface[] = ['quadratic', 'line'];
const DATA: readonly Surface[] = ['line', 'network'];

const number = (field: Omit<NumberField, 'kind'>): NumberField => ({ kind: 'number', ...field });
const choice = <Word extends string>(field: Omit<ChoiceField<Word>, 'kind'>): ChoiceField<Word> => ({
  kind: 'choice',
  ...field,
});

/** Everything that can be set, in the order of the controls: what controls, links and tests are made from. */
export const FIELDS = {
  surface: choice({
    label: 'Loss surface',
    help: 'What is minimised.',
    words: {
      quadratic: 'Quadratic of two variables',
      line: 'Line through 256 points: one weight, one bias',
      network: 'Network of two hidden layers, 256 rows of 16 inputs',
    },
    initial: 'line',
    surfaces: EVERY,
    group: 'Loss',
  }),
  curvature1: number({
    label: 'Curvature λ₁',
    help: 'Eigenvalue of the first direction: up when positive, down when negative.',
    ...{ low: -4, high: 4, initial: 4, step: 0.1, scale: 'linear' },
    surfaces: ['quadratic'],
    group: 'Loss',
  }),
  curvature2: number({
    label: 'Curvature λ₂',
    help: 'Eigenvalue of the second direction.',
    ...{ low: -4, high: 4, initial: 1, step: 0.1, scale: 'linear' },
    surfaces: ['quadratic'],
    group: 'Loss',
  }),
  mean: number({
    label: 'Input mean',
    help: 'Added to every input. The targets stay as they are: only the coordinates of the problem change.',
    ...{ low: -5, high: 5, initial: 1.5, step: 0.1, scale: 'linear' },
    surfaces: DATA,
    group: 'Inputs',
  }),
  scale: number({
    label: 'Input scale',
    help: 'Standard deviation of the input; in the network of the widest one, from which the others go to 1 in equal ratios.',
    ...{ low: 0.1, high: 10, initial: 1, step: 0.02, scale: 'log' },
    surfaces: DATA,
    group: 'Inputs',
  }),
  rotation: number({
    label: 'Rotation',
    help: 'Turns the eigenvectors; in the network it mixes wide inputs with narrow ones, so that no input alone is wide.',
    ...{ low: 0, high: 90, initial: 30, step: 1, scale: 'linear', unit: '°' },
    surfaces: ['quadratic', 'network'],
    group: 'Inputs',
  }),
  inputs: choice({
    label: 'Inputs are used',
    help: 'Standardized: each input less its mean, over its standard deviation, before training.',
    words: { raw: 'as they are', standardized: 'standardized' },
    initial: 'raw',
    surfaces: DATA,
    group: 'Inputs',
  }),
  activation: choice({
    label: 'Activation',
    help: 'Of both hidden layers.',
    words: { tanh: 'tanh', relu: 'ReLU', sigmoid: 'sigmoid', linear: 'linear' },
    initial: 'tanh',
    surfaces: ['network'],
    group: 'Network',
  }),
  width: number({
    label: 'Width',
    help: 'Units of each hidden layer.',
    ...{ low: 1, high: 64, initial: 32, step: 1, scale: 'linear', whole: true },
    surfaces: ['network'],
    group: 'Network',
  }),
  batchNorm: choice({
    label: 'Batch norm',
    help: 'Between the affine map and the activation of each hidden layer.',
    words: { off: 'off', on: 'on' },
    initial: 'off',
    surfaces: ['network'],
    group: 'Network',
  }),
  learningRate: number({
    label: 'Learning rate η',
    help: 'The step size, ε in the textbook.',
    ...{ low: 1e-5, high: 5, initial: 0.23, step: 0.01, scale: 'log' },
    surfaces: EVERY,
    group: 'Training',
  }),
  momentum: number({
    label: 'Momentum β',
    help: 'Heavy ball: v ← βv + g, θ ← θ − ηv. At 0 it is gradient descent.',
    ...{ low: 0, high: 0.99, initial: 0, step: 0.01, scale: 'linear' },
    surfaces: EVERY,
    group: 'Training',
  }),
  speed: number({
    label: 'Speed',
    help: 'Steps of training in a second.',
    ...{ low: 1, high: 60, initial: 6, step: 0.05, scale: 'log', unit: ' steps/s' },
    surfaces: EVERY,
    group: 'Training',
  }),
  startX: number({
    label: 'Start, across',
    help: 'From the middle of the picture to the right.',
    ...{ low: -3, high: 3, initial: -2.2, step: 0.1, scale: 'linear' },
    surfaces: PLANAR,
    group: 'Start',
  }),
  startY: number({
    label: 'Start, up',
    help: 'From the middle of the picture upwards.',
    ...{ low: -3, high: 3, initial: 1.6, step: 0.1, scale: 'linear' },
    surfaces: PLANAR,
    group: 'Start',
  }),
  plane: choice({
    label: 'The picture shows',
    help: 'The plane through the present point in which the loss is drawn.',
    words: {
      eigenvectors: 'the top two eigenvectors',
      gradient: 'the top eigenvector and the gradient',
      random: 'two random directions',
    },
    initial: 'eigenvectors',
    surfaces: ['network'],
    group: 'Network',
  }),
  seed: number({
    label: 'Seed',
    help: 'Of data and initial weights.',
    ...{ low: 0, high: 99, initial: 1, step: 1, scale: 'linear', whole: true },
    surfaces: DATA,
    group: 'Start',
  }),
  steps: number({
    label: 'Steps',
    help: 'Steps of training so far.',
    ...{ low: 0, high: 2000, initial: 0, step: 1, scale: 'linear', whole: true },
    surfaces: EVERY,
    group: 'none',
  }),
};

/** The name of a field. */
export type FieldName = keyof typeof FIELDS;

/** The state of the page: a value for every field. */
export type Settings = {
  readonly [Name in FieldName]: (typeof FIELDS)[Name] extends ChoiceField<infer Word> ? Word : number;
};

/** The settings that a fresh page has. */
export const INITIAL: Settings = Object.fromEntries(
  Object.entries(FIELDS).map(([name, { initial }]) => [name, initial]),
) as Settings;

/** Names of all fields in order. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** Whether a field has a meaning on a surface. */
export function applies(name: FieldName, surface: Surface): boolean {
  return (FIELDS[name].surfaces as readonly Surface[]).includes(surface);
}
