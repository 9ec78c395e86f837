import type { LinearOperator } from '../../numerics/linear-operator.ts';
import { randomStream } from '../../numerics/random.ts';
import { lanczos } from '../lanczos.ts';
import { type EigenpairResult, eigenpairResult, type IterationOptions } from '../result.ts';
import { blockOperator, type ParameterRange } from './block-operator.ts';

/** A named range, as a parameter layout has them: "layer1/kernel". */
export interface NamedRange extends ParameterRange {
  /** "layer1/kernel": the layer stands before the last slash. */
  readonly name: string;
}

/** λmax of one diagonal block; `vector` and `residual` are those of the block, so [dimension] of the block. */
export interface BlockEigenvalue extends EigenpairResult {
  /** What stands before the last slash of the name: "layer1"; '' without a slash. */
  readonly layer: string;
  /** What stands behind it: "kernel", "bias", "gamma", "beta"; 'all' for a whole layer. */
  readonly parameter: string;
  /** Index of the block's first parameter in the flat vector. */
  readonly offset: number;
  /** Number of parameters in the block. */
  readonly dimension: number;
}

/** Options of `blockEigenvalues`; `maxIterations` bounds each block. */
export interface BlockOptions extends IterationOptions {
  /** `parameter` (default): each tensor apart. `layer`: neighbouring tensors of one layer together. */
  readonly by?: 'parameter' | 'layer';
  /** The block of a name draws from the stream `curvature/block/<name>` of this seed. Default 0. */
  readonly seed?: number;
}

/**
 * The algebraically largest eigenvalue of each diagonal block of an operator by Lanczos: how much curvature each
 * layer, or its weights, biases, gamma and beta, hold on their own. None exceeds λmax of the whole.
 *
 * A block of one parameter is exact after one product. One without parameters, or whose products are all zero, has
 * value 0 and the status `zero-operator`; so has one that is zero up to rounding, dimension·2.2e-16 of the largest block,
 * though with the value that was found.
 *
 * @param layout of the operator's coordinates
 */
export function blockEigenvalues(
  operator: LinearOperator,
  layout: { readonly entries: readonly NamedRange[] },
  options: BlockOptions = {},
): BlockEigenvalue[] {
  const { by = 'parameter', seed = 0, ...iteration } = options;
  const ranges = by === 'layer' ? layersOf(layout.entries) : layout.entries;
  const found = ranges.map(({ name, offset, size }) => {
    const block = blockOperator(operator, { offset, size });
    const random = randomStream(seed, `curvature/block/${name}`);
    const pair = size === 0 ? EMPTY : lanczos(block, { which: 'largest', ...iteration, random }).largest;
    const slash = name.lastIndexOf('/');
    const [layer, parameter] = [name.slice(0, Math.max(slash, 0)), name.slice(slash + 1)];
    return { ...pair, layer, parameter, offset, dimension: size };
  });
  const largest = Math.max(0, ...found.map(({ value }) => Math.abs(value)).filter(Number.isFinite));
  const floor = operator.dimension * Number.EPSILON * largest;
  return found.map((block) => {
    const isRounding = block.status === 'max-iterations' && Math.abs(block.value) + block.residual <= floor;
    return Object.freeze(isRounding ? { ...block, status: 'zero-operator', advice: ROUNDING } : block);
  });
}

const ROUNDING =
  'The block is zero up to the rounding errors of the others, as that of a bias before batch norm: no direction in it changes the loss.';

const EMPTY: EigenpairResult = Object.freeze({
  ...eigenpairResult({ value: 0, vector: new Float64Array(0), residual: 0 }, 0, 'zero-operator'),
  advice: 'The block has no parameters, so it has no eigenvalue; nothing was measured.',
});

/** Joins neighbouring ranges whose names have the same part before the last slash. */
function layersOf(entries: readonly NamedRange[]): NamedRange[] {
  const layers: NamedRange[] = [];
  for (const { name, offset, size } of entries) {
    const slash = name.lastIndexOf('/');
    const joined = slash < 0 ? name : `${name.slice(0, slash)}/all`;
    const last = layers.at(-1);
    const continues = slash >= 0 && last?.name === joined && last.offset + last.size === offset;
    if (continues) layers[layers.length - 1] = { ...last, size: last.size + size };
    else layers.push({ name: joined, offset, size });
  }
  return layers;
}
