import type { Column } from '../../src/runs/columns.ts';
import type { Result } from './result.ts';

/** What a target bounds: the time of ours over a peer's, products spent, or the time itself. */
type Quantity = 'ratio' | 'products' | 'seconds';

/** A goal that was set before anything was measured. */
interface Target {
  readonly work: string;
  readonly contender: string;
  readonly precision: string;
  readonly quantity: Quantity;
  /** The peer of a ratio. */
  readonly peer?: readonly [name: string, precision: string];
  readonly limit: number;
}

/** One line of targets.csv. */
export interface Verdict extends Target {
  /** null where something is missing. */
  readonly measured: number | null;
  readonly met: boolean | null;
}

function ratio(
  work: string,
  limit: number,
  contender: string,
  peer: string,
  [ours, theirs]: readonly [string, string] = ['float64', 'float64'],
): Target {
  return { work, contender, precision: ours, quantity: 'ratio', peer: [peer, theirs], limit };
}

function products(work: string, limit: number, contender: string): Target {
  return { work, contender, precision: 'float64', quantity: 'products', limit };
}

const LOOP = 'JAX jit, loop over one linearization';
const RETAINED = 'PyTorch, retained graph';
const OPERATIONS = 'closed form in TensorFlow.js operations';
const WARM = 'closed form, warm start';
const CONFIG = 'closed form, a config as it comes';
const EXPERT = 'JAX jit, warm start';

/** The targets of the closed form and of the curvature suite. */
export const TARGETS: readonly Target[] = [
  ratio('product 16-32-32-1', 0.5, 'closed form', 'JAX jit'),
  ratio('product 16-32-32-1', 0.8, 'closed form', LOOP),
  ratio('product 16-32-32-1', 0.25, 'closed form', RETAINED, ['float64', 'float32']),
  ratio('product 64-128-128-1', 1, 'closed form', 'JAX jit'),
  ratio('product 64-128-128-1', 0.9, 'closed form', RETAINED, ['float32', 'float32']),
  ratio('product 64-128-128-1', 1, OPERATIONS, RETAINED, ['float32', 'float32']),
  ratio('product 64-128-128-1', 0.3, OPERATIONS, 'TensorFlow.js autodiff', ['float32', 'float32']),
  ratio('gradient 16-32-32-1', 0.5, 'closed form', 'JAX jit'),
  ratio('job 13-32-32-1', 0.6, WARM, EXPERT),
  ratio('job 13-32-32-1', 0.6, CONFIG, EXPERT),
  ratio('job 13-32-32-1', 0.1, CONFIG, 'PyHessian', ['float64', 'float32']),
  ratio('process 13-32-32-1', 0.2, 'hessian-lab run', EXPERT),
  ratio('process 13-32-32-1', 0.2, 'hessian-lab run', 'PyHessian', ['float64', 'float32']),
  products('path 13-32-32-1', 3, WARM),
  products('path 13-32-32-1', 3, 'closed form, power-iteration with watch'),
  products('top-10 13-32-32-1', 40, 'closed form'),
  ratio('density 13-32-32-1', 0.5, 'closed form', 'PyHessian', ['float64', 'float32']),
  {
    work: 'spectrum 13-32-32-1',
    contender: 'closed form',
    precision: 'float64',
    quantity: 'seconds',
    limit: 20,
  },
];

/** Each target with what was measured. */
export function judge(results: readonly Result[]): Verdict[] {
  const find = (work: string, name: string, precision: string) =>
    results.find(({ entry }) => entry.work === work && entry.name === name && entry.precision === precision);
  return TARGETS.map((target) => {
    const own = find(target.work, target.contender, target.precision);
    const peer = target.peer && find(target.work, ...target.peer);
    const measured = own ? measure(target.quantity, own, peer) : null;
    return { ...target, measured, met: measured === null ? null : measured <= target.limit };
  });
}

function measure(quantity: Quantity, own: Result, peer: Result | undefined): number | null {
  switch (quantity) {
    case 'ratio':
      return peer ? own.timing.median / peer.timing.median : null;
    case 'products':
      return own.products;
    case 'seconds':
      return own.timing.median / 1000;
  }
}

export const targetColumns: readonly Column<Verdict>[] = [
  { name: 'work', unit: '', meaning: 'what is done', cell: ({ work }) => work },
  { name: 'contender', unit: '', meaning: 'of this project', cell: ({ contender }) => contender },
  { name: 'precision', unit: '', meaning: 'of its arithmetic', cell: ({ precision }) => precision },
  { name: 'quantity', unit: '', meaning: 'what is bounded', cell: ({ quantity }) => quantity },
  { name: 'peer', unit: '', meaning: 'below a ratio', cell: ({ peer }) => peer?.join(' ') ?? '' },
  { name: 'target', unit: '', meaning: 'at most', cell: ({ limit }) => limit },
  {
    name: 'measured',
    unit: '',
    meaning: 'in the same run; empty: missing',
    cell: ({ measured }) => measured,
  },
  { name: 'met', unit: '', meaning: 'whether the target is met', cell: ({ met }) => met },
];
