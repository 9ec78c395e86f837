/**
 * The kernel's entry points: programs for this thread and for workers, and one computation by itself for its
 * tests. Addresses are in bytes, blocks of rows as `lanes.ts` lays them out.
 */
export { activate } from './activations';
export { help, run } from './schedule';
