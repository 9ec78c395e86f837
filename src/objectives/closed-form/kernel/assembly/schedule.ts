import { runChunk } from './interpreter';

// Atomics.wait and Atomics.notify. WebAssembly has instructions for them, but the baseline compiler of V8 11 (Node 20)
// loses local variables over them.
/** Sleeps until woken, while the number at `address` is `expected`, for a millisecond at most. */
// @ts-ignore: decorator
@external('env', 'sleep')
declare function sleep(address: usize, expected: i32): void;
// @ts-ignore: decorator
@external('env', 'wake')
declare function wake(address: usize): void;

/**
 * Who runs which chunk. The control block lies at a fixed place in the memory's first page, which holds nothing
 * else but constants, so that a worker which comes late never reads anything else in its place.
 *
 * `STATE` is one 64-bit number: the number of the stage since the process began, and how many of its chunks
 * nobody has claimed. A chunk is claimed by counting down with a compare-and-swap of both at once: where it
 * succeeds, the stage is still being run, and so all that was read about it is right.
 */

const CONTROL: usize = 32768;
// Each on cache lines of its own.
const STATE: usize = CONTROL;
const DONE: usize = CONTROL + 128;
const STAGE: usize = CONTROL + 256;
const DIRECTIONS: usize = STAGE + 4;
const HELPERS: usize = STAGE + 8;

/** How often to look for the end of others' chunks before going to sleep: some 40 µs. */
const WAITING = 80_000;
/**
 * How often a worker looks for a chunk when it comes, some 2 µs, and after it had one, some 20 µs. It may have come in
 * this thread's place, where all other processors are taken: then looking only keeps this thread waiting.
 */
const ARRIVING = 4_000;
const STAYING = 40_000;

// A program is the number of its stages, and then the stages.
const CHUNKS = 0;
const SIZE = 28;

/**
 * Runs all stages of a program in order, each past the end of the one before. Stages of several chunks are shared
 * with workers 1 to `helpers`, if they come; this thread is worker 0.
 */
export function run(program: usize, directions: i32, helpers: i32): void {
  store<i32>(DIRECTIONS, directions);
  store<i32>(HELPERS, helpers);
  let stage = program + 4;
  for (let left = load<i32>(program); left > 0; left--) {
    const chunks = load<i32>(stage, CHUNKS);
    if (chunks == 1 || helpers == 0) {
      for (let c = 0; c < chunks; c++) runChunk(stage, c, 0, directions);
    } else {
      store<u32>(STAGE, stage);
      atomic.store<i32>(DONE, 0);
      const number = (atomic.load<u64>(STATE) >> 32) + 1;
      atomic.store<u64>(STATE, (number << 32) | chunks);
      runUnclaimed(0);
      awaitDone(chunks);
    }
    stage += load<u32>(stage, SIZE);
  }
}

/** For a worker: takes part in this stage and, if it comes in time, in those that follow soon. */
export function help(worker: i32): void {
  for (let looks = ARRIVING; looks > 0; looks--) {
    if (<u32>atomic.load<u64>(STATE) != 0 && worker <= load<i32>(HELPERS)) {
      runUnclaimed(worker);
      looks = STAYING;
    }
  }
}

function runUnclaimed(worker: i32): void {
  while (true) {
    const state = atomic.load<u64>(STATE);
    const unclaimed = <u32>state;
    if (unclaimed == 0) return;
    const stage = <usize>load<u32>(STAGE);
    const directions = load<i32>(DIRECTIONS);
    // Between the look and the claim the stage may have ended and another have begun, for fewer workers.
    if (worker > load<i32>(HELPERS)) return;
    if (atomic.cmpxchg<u64>(STATE, state, state - 1) != state) continue;
    const chunks = load<u32>(stage, CHUNKS);
    runChunk(stage, chunks - unclaimed, worker, directions);
    if (<u32>(atomic.add<i32>(DONE, 1) + 1) == chunks) wake(DONE);
  }
}

/** Waits for the chunks that workers have claimed, a little while awake. */
function awaitDone(chunks: i32): void {
  for (let looks = WAITING; looks > 0; looks--) {
    if (atomic.load<i32>(DONE) == chunks) return;
  }
  while (true) {
    const done = atomic.load<i32>(DONE);
    if (done == chunks) return;
    sleep(DONE, done);
  }
}
