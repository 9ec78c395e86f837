/** Which loss is looked at: a quadratic of two variables, a line fitted to points, or a network. */
export type Surface = 'quadratic' | 'line' | 'network';

/** A number that a slider sets. */
export interface NumberField {
  readonly kind: 'number';
  readonly label: string;
  /** What it does, in a few words; '' where the label says it. */
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
    help: 'A function of two variables; a line fitted to 256 points; or a network of two hidden layers on 256 rows of 16 inputs. All data are drawn at random, none is measured.',
    words: {
      quadratic: 'Quadratic',
      line: 'Line: weight and bias',
      network: 'Network',
    },
    initial: 'line',
    surfaces: EVERY,
    group: 'Loss',
  }),
  curvature1: number({
    label: 'Curvature λ₁',
    help: 'Up when positive, down when negative.',
    ...{ low: -4, high: 4, initial: 4, step: 0.1, scale: 'linear' },
    surfaces: ['quadratic'],
    group: 'Loss',
  }),
  curvature2: number({
    label: 'Curvature λ₂',
    help: '',
    ...{ low: -4, high: 4, initial: 1, step: 0.1, scale: 'linear' },
    surfaces: ['quadratic'],
    group: 'Loss',
  }),
  angle: number({
    label: 'Rotation',
    help: 'Turns the eigenvectors.',
    ...{ low: 0, high: 90, initial: 30, step: 1, scale: 'linear', unit: '°' },
    surfaces: ['quadratic'],
    group: 'Loss',
  }),
  mean: number({
    label: 'Input mean',
    help: 'Added to every input; the targets stay as they are.',
    ...{ low: -5, high: 5, initial: 1.5, step: 0.1, scale: 'linear' },
    surfaces: DATA,
    group: 'Inputs',
  }),
  scale: number({
    label: 'Input scale',
    help: 'Standard deviation; in a network that of the widest input, from which the others go down to 1.',
    ...{ low: 0.1, high: 10, initial: 1, step: 0.02, scale: 'log' },
    surfaces: DATA,
    group: 'Inputs',
  }),
  rotation: number({
    label: 'Rotation',
    help: 'Mixes wide inputs with narrow ones.',
    ...{ low: 0, high: 90, initial: 30, step: 1, scale: 'linear', unit: '°' },
    surfaces: ['network'],
    group: 'Inputs',
  }),
  inputs: choice({
    label: 'Inputs are used',
    help: 'Standardized: less its mean, over its deviation.',
    words: { raw: 'as they are', standardized: 'standardized' },
    initial: 'raw',
    surfaces: DATA,
    group: 'Inputs',
  }),
  activation: choice({
    label: 'Activation',
    help: '',
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
    help: '',
    words: { off: 'off', on: 'on' },
    initial: 'off',
    surfaces: ['network'],
    group: 'Network',
  }),
  learningRate: number({
    label: 'Learning rate η',
    help: 'The step size, ε in textbooks.',
    ...{ low: 1e-5, high: 5, initial: 0.23, step: 0.01, scale: 'log' },
    surfaces: EVERY,
    group: 'Training',
  }),
  momentum: number({
    label: 'Momentum β',
    help: 'v ← βv + g, θ ← θ − ηv; 0 is gradient descent.',
    ...{ low: 0, high: 0.99, initial: 0, step: 0.01, scale: 'linear' },
    surfaces: EVERY,
    group: 'Training',
  }),
  speed: number({
    label: 'Speed',
    help: '',
    ...{ low: 1, high: 60, initial: 6, step: 0.05, scale: 'log', unit: ' steps/s' },
    surfaces: EVERY,
    group: 'Training',
  }),
  startX: number({
    label: 'Start, across',
    help: '',
    ...{ low: -3, high: 3, initial: -2.2, step: 0.1, scale: 'linear' },
    surfaces: PLANAR,
    group: 'Start',
  }),
  startY: number({
    label: 'Start, up',
    help: 'Or point at a place of the picture.',
    ...{ low: -3, high: 3, initial: 1.6, step: 0.1, scale: 'linear' },
    surfaces: PLANAR,
    group: 'Start',
  }),
  plane: choice({
    label: 'The picture shows',
    help: 'Directions of the plane in which the loss is drawn.',
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
    help: 'Of the data, which are drawn at random, and of the initial weights.',
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
