import type { MlpSpecification } from '../../../models/specification.ts';
import type { Matrix } from '../../../numerics/matrix.ts';
import type { ClosedFormPasses } from '../passes.ts';
import { type Region, takeRegion } from './arena.ts';
import { backwardPass } from './backward.ts';
import { forwardPass } from './forward.ts';
import type { KernelVariant } from './module.ts';
import { BLOCK_ROWS, type KernelNetwork, layOut, type RowBlocks } from './network.ts';
import { packDirection, packPoint } from './packing.ts';
import { rBackwardPass } from './r-backward.ts';
import { rForwardPass } from './r-forward.ts';
import { joinPasses, type Pass, runPass } from './stages.ts';

/**
 * Above this size of a network with the caches of all its rows, 1 GiB, products repeat the forward and backward
 * pass block by block instead. Batch norm, whose statistics need all rows at once, always keeps the caches.
 */
const CACHE_BYTES = 2 ** 30;

/** Frees the memory of passes that were never disposed of. */
const abandoned = new FinalizationRegistry<Region>((region) => region.free());

/**
 * The passes of the closed form in the WebAssembly kernel, over a copy of the rows.
 *
 * @param cacheBytes see CACHE_BYTES; tests make it small
 * @throws RangeError when the network and its rows need more than 4 GiB
 */
export function kernelPasses(
  variant: KernelVariant,
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
  cacheBytes = CACHE_BYTES,
): ClosedFormPasses {
  const { rows } = inputs;
  const whole = layOut(specification, rows, true, 0).end;
  const cached = specification.batchNorm !== null || whole <= cacheBytes;
  const region = takeRegion(variant, cached ? whole : layOut(specification, rows, false, 0).end);
  const network = layOut(specification, rows, cached, region.address);
  const { floats } = region;
  const { dimension, point, gradient, direction, product, loss, layers } = network;
  loadRows(region, network, network.inputs, inputs);
  loadRows(region, network, network.targets, targets);
  floats(network.mask, BLOCK_ROWS).fill(1);
  floats(network.tailMask, BLOCK_ROWS).fill(0).fill(1, 0, network.tail);
  const passes = buildPasses(region, network);
  let live = true;

  const run = (pass: () => Pass) => runPass(pass(), network.blocks);
  function checkLive(): void {
    if (!live) throw new Error('closed form: the objective was used after its dispose()');
  }
  function setPoint(parameters: Float64Array): void {
    checkLive();
    floats(point, dimension).set(parameters);
    packPoint(region, network);
    floats(loss, 1).fill(0);
    for (const { batchNorm, units } of layers) {
      if (!batchNorm) continue;
      floats(batchNorm.mean, units).fill(0);
      floats(batchNorm.variance, units).fill(0);
    }
  }
  const meanLoss = () => floats(loss, 1)[0]! / (rows * targets.columns);
  function collectGradient(pass: () => Pass, out: Float64Array): void {
    floats(gradient, dimension).fill(0);
    run(pass);
    out.set(floats(gradient, dimension));
  }

  const result: ClosedFormPasses = {
    forward(parameters, running) {
      setPoint(parameters);
      let normed = 0;
      for (const { batchNorm, units } of layers) {
        const given = batchNorm && running?.[normed++];
        if (!given) continue;
        floats(batchNorm.mean, units).set(given.mean);
        const deviations = floats(batchNorm.inverseDeviation, units);
        for (let j = 0; j < units; j++) deviations[j] = 1 / Math.sqrt(given.variance[j]! + network.epsilon);
      }
      run(running ? passes.inference : passes.forward);
      return meanLoss();
    },
    backward(out) {
      checkLive();
      // Without caches the forward pass left no more than the last block.
      collectGradient(network.cached ? passes.backward : passes.forwardBackward, out);
    },
    forwardBackward(parameters, out) {
      setPoint(parameters);
      collectGradient(passes.forwardBackward, out);
      return meanLoss();
    },
    product(v, out) {
      checkLive();
      floats(direction, dimension).set(v);
      packDirection(region, network);
      floats(product, dimension).fill(0);
      for (const { batchNorm, units } of layers) {
        if (!batchNorm) continue;
        floats(batchNorm.rMean, units).fill(0);
        floats(batchNorm.correlation, units).fill(0);
      }
      run(passes.product);
      out.set(floats(product, dimension));
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

/** Each pass is built when it is first run: a mini-batch asks for one only. */
function buildPasses(region: Region, network: KernelNetwork) {
  const forward = lazily(() => forwardPass(region, network));
  const backward = lazily(() => backwardPass(region, network));
  return {
    forward,
    inference: lazily(() => forwardPass(region, network, true)),
    backward,
    forwardBackward: lazily(() => joinPasses(forward(), backward())),
    product: lazily(() => {
      const r = joinPasses(rForwardPass(region, network), rBackwardPass(region, network));
      return network.cached ? r : joinPasses(forward(), backwardPass(region, network, false), r);
    }),
  };
}

function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * Copies a matrix into blocks [features][32]. The last row fills up the last block: rows that are none are masked
 * out of every sum, but must not overflow where the real ones do not.
 */
function loadRows({ floats }: Region, { rows, blocks }: KernelNetwork, to: RowBlocks, from: Matrix): void {
  const { columns, values } = from;
  const data = floats(to.address, blocks * columns * BLOCK_ROWS);
  for (let i = 0; i < blocks * BLOCK_ROWS; i++) {
    const row = Math.min(i, rows - 1) * columns;
    const block = Math.floor(i / BLOCK_ROWS) * columns * BLOCK_ROWS + (i % BLOCK_ROWS);
    for (let j = 0; j < columns; j++) data[block + j * BLOCK_ROWS] = values[row + j]!;
  }
}
