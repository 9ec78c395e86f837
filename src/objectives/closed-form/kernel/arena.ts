import { type KernelVariant, kernelModule } from './module.ts';
import { type ArenaPool, arenaPool, type KernelCrew, type Region } from './pool.ts';
import { callWorkers, forgetPlace, judgeWorkers, workersAreReliable } from './workers.ts';

const crew: KernelCrew = {
  call: callWorkers,
  isReliable: workersAreReliable,
  judge: judgeWorkers,
  forget: forgetPlace,
};
const pools = new Map<KernelVariant, ArenaPool>();

/** The pool of this process for a variant of the kernel, with worker threads to help. */
export function processPool(variant: KernelVariant): ArenaPool {
  let pool = pools.get(variant);
  if (!pool) {
    const elementBytes = variant.endsWith('f32') ? 4 : 8;
    pool = arenaPool({ elementBytes, module: () => kernelModule(variant), crew });
    pools.set(variant, pool);
  }
  return pool;
}

/** Takes memory from the pool of a variant: see `ArenaPool`. */
export function takeRegion(variant: KernelVariant, bytes: number): Region {
  return processPool(variant).take(bytes);
}

/** Bytes of WebAssembly memory that the process holds for objectives, used or not. */
export function arenaBytes(): number {
  return [...pools.values()].reduce((sum, pool) => sum + pool.bytes(), 0);
}
