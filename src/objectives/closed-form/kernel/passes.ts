import type { MlpSpecification } from '../../../models/specification.ts';
import type { Matrix } from '../../../numerics/matrix.ts';
import type { ClosedFormPasses } from '../passes.ts';
import { type Region, takeRegion } from './arena.ts';
import type { KernelVariant } from './module.ts';
import { type KernelNetwork, type LayoutOptions, layOut } from './network.ts';
import { BLOCK_ROWS, weightCount } from './partition.ts';
import type { Place } from './place.ts';
import { encodeProgram, type Stage } from './program.ts';
import { backwardProgram, forwardBackwardProgram, forwardProgram, productProgram } from './programs.ts';
import { type KernelTangents, layOutTangents } from './tangents.ts';

/** How the kernel is to work; all but the variant leaves every result as it is, to the last bit. */
export interface KernelOptions {
  readonly variant: KernelVariant;
  readonly threads: number;
  /** See `ClosedFormOptions`. */
  readonly cacheBytes: number;
}

/** Multiply-adds of a pass from which threads are worth calling: some 0.1 ms of work on one. */
const THREADED_WORK = 2 ** 19;

/** Frees the memory of passes that were never disposed of. */
const abandoned = new FinalizationRegistry<Region>((region) => region.free());

/**
 * The passes of the closed form in the WebAssembly kernel, over a copy of the rows.
 *
 * @throws RangeError when the network and its rows need more than 4 GiB
 */
export function kernelPasses(
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
  { variant, threads, cacheBytes }: KernelOptions,
): ClosedFormPasses {
  const { rows } = inputs;
  const elementBytes = variant.endsWith('f32') ? 4 : 8;
  const options: LayoutOptions = { elementBytes, threads, cacheBytes };
  const region = takeRegion(variant, layOut(specification, rows, 0, options).end);
  const network = layOut(specification, rows, region.address, options);
  loadData(region, network, inputs, targets);
  const { floats } = region;
  const { dimension, point, gradient, loss, sections } = network;
  const { layers } = sections[0]!;
  const programs = programsOf(region, network);
  const sweep = rows * weightCount(specification);
  let tangents: KernelTangents | undefined;
  let live = true;

  function run(program: number, sweeps: number): void {
    region.run(program, 1, sweeps * sweep < THREADED_WORK ? 1 : threads);
  }
  function checkLive(): void {
    if (!live) throw new Error('closed form: the objective was used after its dispose()');
  }
  function setPoint(parameters: Float64Array): void {
    checkLive();
    floats(point, dimension).set(parameters);
  }
  const meanLoss = () => floats(loss, 1)[0]! / (rows * targets.columns);

  const result: ClosedFormPasses = {
    forward(parameters, running) {
      setPoint(parameters);
      let normed = 0;
      for (const { batchNorm, units } of layers) {
        const given = batchNorm && running?.[normed++];
        if (!given) continue;
        const epsilon = specification.batchNorm!.epsilon;
        floats(batchNorm.mean, units).set(given.mean);
        const deviations = floats(batchNorm.inverseDeviation, units);
        for (let j = 0; j < units; j++) deviations[j] = 1 / Math.sqrt(given.variance[j]! + epsilon);
      }
      run(programs.forward(running !== undefined), 1);
      return meanLoss();
    },
    backward(out) {
      checkLive();
      run(programs.backward(), 3);
      out.set(floats(gradient, dimension));
    },
    forwardBackward(parameters, out) {
      setPoint(parameters);
      run(programs.forwardBackward(), 3);
      out.set(floats(gradient, dimension));
      return meanLoss();
    },
    product(v, out) {
      checkLive();
      if (!tangents) {
        const address = region.more(layOutTangents(network, 1, 0).end);
        tangents = layOutTangents(network, 1, address);
      }
      floats(tangents.direction.address, dimension).set(v);
      run(programs.product(tangents), 6);
      out.set(floats(tangents.product.address, dimension));
    },
    batchStatistics() {
      return layers.flatMap(({ batchNorm, units }) =>
        batchNorm
          ? [
              {
                mean: floats(batchNorm.mean, units).slice(),
                variance: floats(batchNorm.variance, units).slice(),
              },
            ]
          : [],
      );
    },
    dispose() {
      if (!live) return;
      live = false;
      abandoned.unregister(result);
      region.free();
    },
  };
  abandoned.register(result, region, result);
  return result;
}

/** Addresses of the programs, each written to memory when it is first asked for: a mini-batch needs one only. */
function programsOf(region: Region, network: KernelNetwork) {
  const addresses = new Map<string, number>();
  const address = (name: string, write: () => readonly Stage[]) => {
    let at = addresses.get(name);
    if (at === undefined) {
      const words = encodeProgram(write());
      at = region.more(words.byteLength);
      region.words(at, words.length).set(words);
      addresses.set(name, at);
    }
    return at;
  };
  return {
    forward: (inference: boolean) =>
      address(inference ? 'inference' : 'forward', () => forwardProgram(network, inference)),
    backward: () => address('backward', () => backwardProgram(network)),
    forwardBackward: () => address('forwardBackward', () => forwardBackwardProgram(network)),
    product: (tangents: KernelTangents) => address('product', () => productProgram(network, tangents)),
  };
}

/** Writes what does not change: the rows, the masks and the constants. */
function loadData(region: Region, network: KernelNetwork, inputs: Matrix, targets: Matrix): void {
  const { specification, rows, tail, elementBytes, constants, mask, tailMask } = network;
  const { floats, singles } = region;
  const elements = elementBytes === 4 ? singles : floats;
  const load = (to: Place, from: Matrix) =>
    loadRows(elements(to.address, network.blocks * from.columns * BLOCK_ROWS), network, from);
  load(network.inputs, inputs);
  load(network.targets, targets);
  elements(mask, BLOCK_ROWS).fill(1);
  elements(tailMask, BLOCK_ROWS).fill(0).fill(1, 0, tail);
  floats(constants.rows, 1)[0] = rows;
  floats(constants.factor, 1)[0] = 2 / (rows * targets.columns);
  floats(constants.epsilon, 1)[0] = specification.batchNorm?.epsilon ?? 0;
}

/**
 * Copies a matrix into blocks [features][32]. The last row fills up the last block: rows that are none are masked
 * out of every sum, but must not overflow where the real ones do not.
 */
function loadRows(
  data: Float64Array | Float32Array,
  { rows, blocks }: KernelNetwork,
  { columns, values }: Matrix,
): void {
  for (let i = 0; i < blocks * BLOCK_ROWS; i++) {
    const row = Math.min(i, rows - 1) * columns;
    const block = Math.floor(i / BLOCK_ROWS) * columns * BLOCK_ROWS + (i % BLOCK_ROWS);
    for (let j = 0; j < columns; j++) data[block + j * BLOCK_ROWS] = values[row + j]!;
  }
}
