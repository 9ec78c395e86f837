import { type KernelVariant, kernelModule } from './module.ts';
import { type KernelExports, webAssembly } from './webassembly.ts';
import { callWorkers, forgetPlace, judgeWorkers, type Workplace, workersAreReliable } from './workers.ts';

/** Pieces of one WebAssembly memory with the kernel that works on them. */
export interface Region {
  readonly kernel: KernelExports;
  /** The first byte of the first piece; a multiple of 64. */
  readonly address: number;
  /** Takes another piece of the same memory, freed with the first. Throws a RangeError when there is none. */
  more(bytes: number): number;
  /** The numbers at an address. */
  floats(address: number, length: number): Float64Array;
  /** The same of float32 numbers. */
  singles(address: number, length: number): Float32Array;
  /** The words at an address. */
  words(address: number, length: number): Int32Array;
  /** Runs a program (`program.ts`) for so many directions, on up to so many threads. */
  run(program: number, directions: number, threads: number): void;
  /** Gives the memory back; to be called once. */
  free(): void;
}

const PAGE = 65_536;
/** 4 GiB: what 32-bit addresses reach. */
const MOST_PAGES = 65_536;
/** Memory grows by at least 1 MiB at a time. */
const GROWTH_PAGES = 16;
/** A region larger than this, 64 MiB, has an arena of its own, which goes back to the system with it. */
const SHARED_BYTES = 64 * 2 ** 20;

/**
 * One WebAssembly memory, whose first page belongs to the kernel's constants and control block, and its unused gaps
 * in order.
 */
interface Arena extends Workplace {
  readonly shared: boolean;
  readonly kernel: KernelExports;
  gaps: { start: number; end: number }[];
}

/** Arenas opened so far, which numbers them. */
let opened = 0;
/** Milliseconds that the run in progress has waited for workers. */
let slept = 0;
const arenas: Record<KernelVariant, Arena[]> = {
  'wasm-simd': [],
  'wasm-simd-fma': [],
  'wasm-simd-f32': [],
  'wasm-simd-fma-f32': [],
};

/**
 * Takes memory from the arenas of the process: objectives share them, because each WebAssembly memory reserves
 * gigabytes of addresses, and one objective for each mini-batch has to be cheap. The contents are undefined.
 *
 * @throws RangeError when 4 GiB do not suffice or the system has no more memory
 */
export function takeRegion(variant: KernelVariant, bytes: number): Region {
  const size = Math.ceil(bytes / 64) * 64;
  if (size > (MOST_PAGES - 1) * PAGE) throw outOfMemory(size);
  const pool = arenas[variant];
  const shared = size <= SHARED_BYTES;
  for (const arena of pool) {
    if (!shared || !arena.shared) continue;
    const address = allocate(arena, size);
    if (address !== null) return regionOf(arena, pool, address, size);
  }
  const arena = openArena(variant, shared);
  const address = allocate(arena, size);
  if (address === null) throw outOfMemory(size);
  pool.push(arena);
  return regionOf(arena, pool, address, size);
}

/** Bytes of WebAssembly memory that the process holds for objectives, used or not. */
export function arenaBytes(): number {
  return Object.values(arenas)
    .flat()
    .reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0);
}

function outOfMemory(bytes: number): RangeError {
  return new RangeError(
    `closed form: no room for ${(bytes / 2 ** 30).toFixed(2)} GiB of WebAssembly memory, of which an objective has at most 4 GiB; use fewer rows or a smaller network`,
  );
}

function openArena(variant: KernelVariant, shared: boolean): Arena {
  const memory = new webAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const module = kernelModule(variant);
  const words = () => new Int32Array(memory.buffer);
  const sleep = (address: number, expected: number) => {
    const start = performance.now();
    Atomics.wait(words(), address / 4, expected, 1);
    slept += performance.now() - start;
  };
  const { exports } = new webAssembly.Instance(module, { env: { memory, sleep, wake: () => {} } });
  opened++;
  return { id: opened, shared, memory, module, kernel: exports as KernelExports, gaps: [] };
}

/** First fit, else at the end of the memory, which grows; null when it cannot. */
function allocate(arena: Arena, size: number): number | null {
  const { memory, gaps } = arena;
  let gap = gaps.find(({ start, end }) => end - start >= size);
  if (!gap) {
    const end = memory.buffer.byteLength;
    const last = gaps.at(-1);
    const missing = size - (last?.end === end ? end - last.start : 0);
    const pages = Math.max(Math.ceil(missing / PAGE), Math.min(GROWTH_PAGES, MOST_PAGES - end / PAGE));
    try {
      memory.grow(pages);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
    addGap(arena, end, end + pages * PAGE);
    gap = arena.gaps.at(-1)!;
  }
  const address = gap.start;
  gap.start += size;
  if (gap.start === gap.end) arena.gaps.splice(arena.gaps.indexOf(gap), 1);
  return address;
}

/** Puts a gap in its place and merges it with its neighbours. */
function addGap({ gaps }: Arena, start: number, end: number): void {
  const after = gaps.findIndex((gap) => gap.start >= end);
  const index = after < 0 ? gaps.length : after;
  gaps.splice(index, 0, { start, end });
  const [before, own, next] = [gaps[index - 1], gaps[index]!, gaps[index + 1]];
  if (next?.start === own.end) {
    own.end = next.end;
    gaps.splice(index + 1, 1);
  }
  if (before?.end === own.start) {
    before.end = own.end;
    gaps.splice(index, 1);
  }
}

function regionOf(arena: Arena, pool: Arena[], address: number, size: number): Region {
  const { memory, kernel } = arena;
  const pieces = [{ start: address, end: address + size }];
  return {
    kernel,
    address,
    more(bytes) {
      const extent = Math.ceil(bytes / 64) * 64;
      const start = allocate(arena, extent);
      if (start === null) throw outOfMemory(extent);
      pieces.push({ start, end: start + extent });
      return start;
    },
    floats: (at, length) => new Float64Array(memory.buffer, at, length),
    singles: (at, length) => new Float32Array(memory.buffer, at, length),
    words: (at, length) => new Int32Array(memory.buffer, at, length),
    run(program, directions, threads) {
      if (threads === 1 || !workersAreReliable()) {
        kernel.run(program, directions, 0);
        return;
      }
      callWorkers(arena, threads - 1);
      slept = 0;
      const start = performance.now();
      kernel.run(program, directions, threads - 1);
      judgeWorkers(performance.now() - start, slept);
    },
    free() {
      for (const { start, end } of pieces) addGap(arena, start, end);
      if (arena.shared) return;
      pool.splice(pool.indexOf(arena), 1);
      forgetPlace(arena.id);
    },
  };
}
