import type { MlpSpecification } from '../../../models/specification.ts';
import type { Matrix } from '../../../numerics/matrix.ts';
import type { ClosedFormPasses, CurvatureMatrix } from '../passes.ts';
import { type KernelNetwork, type LayoutOptions, layOut, type Section } from './network.ts';
import { BLOCK_ROWS, weightCount } from './partition.ts';
import type { Place } from './place.ts';
import type { ArenaPool, Region } from './pool.ts';
import { encodeProgram, type Stage } from './program.ts';
import {
  backwardProgram,
  forwardBackwardProgram,
  forwardProgram,
  gradientProgram,
  productProgram,
} from './programs.ts';
import { type KernelTangents, layOutTangents } from './tangents.ts';

/** How the kernel is to work; all but the pool, which knows its variant, leaves every result as it is, to the last bit. */
export interface KernelOptions {
  readonly pool: ArenaPool;
  readonly threads: number;
  /** See `ClosedFormOptions`. */
  readonly cacheBytes: number;
}

/**
 * Multiply-adds of a pass from which threads are worth calling, 70 µs on one: a call costs 6 µs where no worker comes,
 * and two threads measured 29 µs for 38 and 88 for 145 with workers awake, 66 for 74 and 105 for 145 with workers asleep.
 */
const THREADED_WORK = 2 ** 20;

/** Directions that a block of rows takes while it is in the cache, and bytes that their sums may take. */
const [MOST_DIRECTIONS, DIRECTION_BYTES] = [8, 2 ** 22];

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
  { pool, threads, cacheBytes }: KernelOptions,
): ClosedFormPasses {
  const { rows } = inputs;
  const { elementBytes } = pool;
  const options: LayoutOptions = { elementBytes, threads, cacheBytes };
  const region = pool.take(layOut(specification, rows, 0, options).end);
  const network = layOut(specification, rows, region.address, options);
  loadData(region, network, inputs, targets);
  const { floats } = region;
  const { dimension, point, gradient, loss, sections } = network;
  const { layers } = sections[0]!;
  const programs = programsOf(region, network);
  const sweep = rows * weightCount(specification);
  const tangents = new Map<number, KernelTangents>();

  /** @param sweeps multiply-adds in units of a forward pass, for each direction */
  function run(program: number, sweeps: number, directions = 1): void {
    region.run(program, directions, sweeps * directions * sweep < THREADED_WORK ? 1 : threads);
  }
  function tangentsFor(capacity: number): KernelTangents {
    let room = tangents.get(capacity);
    if (!room) {
      room = layOutTangents(network, capacity, region.more(layOutTangents(network, capacity, 0).end));
      tangents.set(capacity, room);
    }
    return room;
  }
  function setPoint(parameters: Float64Array): void {
    floats(point, dimension).set(parameters);
  }
  const meanLoss = () => floats(loss, 1)[0]! / (rows * targets.columns);

  const { scratch } = network;
  const result: ClosedFormPasses = {
    ...(scratch && {
      gradient(parameters: Float64Array, out: Float64Array) {
        setPoint(parameters);
        run(programs.gradient(scratch), 3);
        out.set(floats(gradient, dimension));
        return meanLoss();
      },
    }),
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
      run(programs.backward(), 3);
      out.set(floats(gradient, dimension));
    },
    forwardBackward(parameters, out) {
      setPoint(parameters);
      run(programs.forwardBackward(), 3);
      out.set(floats(gradient, dimension));
      return meanLoss();
    },
    products(matrix, vectors, outs) {
      const most = directionsAtOnce(network);
      for (let first = 0; first < vectors.length; first += most) {
        const count = Math.min(most, vectors.length - first);
        const room = tangentsFor(count === 1 ? 1 : most);
        const { direction, product } = room;
        const vector = ({ address, direction: stride }: Place, i: number) =>
          floats(address + i * stride!, dimension);
        for (let i = 0; i < count; i++) vector(direction, i).set(vectors[first + i]!);
        run(programs.products(matrix, room), 6, count);
        for (let i = 0; i < count; i++) outs[first + i]!.set(vector(product, i));
      }
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
      abandoned.unregister(result);
      region.free();
    },
  };
  abandoned.register(result, region, result);
  return result;
}

/** How many directions one run takes, where there are so many: one with batch norm, whose tangents fill memory. */
function directionsAtOnce({ specification, chunks, dimension }: KernelNetwork): number {
  if (specification.batchNorm) return 1;
  const fitting = Math.floor(DIRECTION_BYTES / (8 * chunks * dimension));
  return Math.max(1, Math.min(MOST_DIRECTIONS, fitting));
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
    gradient: (scratch: Section) => address('gradient', () => gradientProgram(network, scratch)),
    products: (matrix: CurvatureMatrix, tangents: KernelTangents) =>
      address(`${matrix} ${tangents.capacity}`, () => productProgram(network, tangents, matrix)),
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
