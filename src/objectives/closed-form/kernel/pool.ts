import { type KernelExports, type WasmMemory, type WasmModule, webAssembly } from './webassembly.ts';

/** A memory that programs run in, with the kernel's module. */
export interface Workplace {
  readonly id: number;
  readonly memory: WasmMemory;
  readonly module: WasmModule;
}

/** Other threads that help with programs: `workers.ts` in Node. */
export interface KernelCrew {
  /** Calls so many workers to the program that is about to run, and returns at once. */
  call(place: Workplace, count: number): void;
  /** Whether workers should be called, to be asked once before each run. */
  isReliable(): boolean;
  /** After a run with workers: how long it took, and how much of that the caller slept. */
  judge(milliseconds: number, slept: number): void;
  /** Ends the workers that hold a memory which nobody needs any more. */
  forget(id: number): void;
}

/** What arenas need of the platform. */
export interface KernelPlatform {
  /** Bytes of a number in the kernel's blocks: 8 in float64, 4 in float32. */
  readonly elementBytes: 4 | 8;
  /** The compiled kernel; asked for when the first arena is opened. */
  module(): WasmModule;
  /** Null where there is one thread: the kernel then imports a memory of its own, which needs no cross-origin isolation. */
  readonly crew: KernelCrew | null;
}

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
const COMMON_BYTES = 64 * 2 ** 20;

/**
 * One WebAssembly memory, whose first page belongs to the kernel's constants and control block, and its unused gaps
 * in order.
 */
interface Arena extends Workplace {
  /** Whether it is for several regions. */
  readonly common: boolean;
  readonly kernel: KernelExports;
  gaps: { start: number; end: number }[];
}

/** Arenas opened so far, which numbers them. */
let opened = 0;
/** Milliseconds that the run in progress has waited for workers. */
let slept = 0;

/**
 * WebAssembly memories of one kernel, which objectives share, because each reserves gigabytes of addresses, and one
 * objective for each mini-batch has to be cheap.
 */
export interface ArenaPool {
  readonly elementBytes: 4 | 8;
  /**
   * Takes memory; its contents are undefined.
   *
   * @throws RangeError when 4 GiB do not suffice or the system has no more memory
   */
  take(bytes: number): Region;
  /** Bytes of WebAssembly memory that the pool holds, used or not. */
  bytes(): number;
}

/** Makes an empty pool. */
export function arenaPool(platform: KernelPlatform): ArenaPool {
  const arenas: Arena[] = [];
  return {
    elementBytes: platform.elementBytes,
    take(bytes) {
      const size = Math.ceil(bytes / 64) * 64;
      if (size > (MOST_PAGES - 1) * PAGE) throw outOfMemory(size);
      const common = size <= COMMON_BYTES;
      for (const arena of arenas) {
        if (!common || !arena.common) continue;
        const address = allocate(arena, size);
        if (address !== null) return regionOf(platform.crew, arena, arenas, address, size);
      }
      const arena = openArena(platform, common);
      const address = allocate(arena, size);
      if (address === null) throw outOfMemory(size);
      arenas.push(arena);
      return regionOf(platform.crew, arena, arenas, address, size);
    },
    bytes: () => arenas.reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0),
  };
}

function outOfMemory(bytes: number): RangeError {
  return new RangeError(
    `closed form: no room for ${(bytes / 2 ** 30).toFixed(2)} GiB of WebAssembly memory, of which an objective has at most 4 GiB; use fewer rows or a smaller network`,
  );
}

function openArena(platform: KernelPlatform, common: boolean): Arena {
  const shared = platform.crew !== null;
  const memory = new webAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared });
  const module = platform.module();
  const words = () => new Int32Array(memory.buffer);
  const sleep = (address: number, expected: number) => {
    const start = performance.now();
    Atomics.wait(words(), address / 4, expected, 1);
    slept += performance.now() - start;
  };
  const { exports } = new webAssembly.Instance(module, { env: { memory, sleep, wake: () => {} } });
  opened++;
  return { id: opened, common, memory, module, kernel: exports as KernelExports, gaps: [] };
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

function regionOf(
  crew: KernelCrew | null,
  arena: Arena,
  arenas: Arena[],
  address: number,
  size: number,
): Region {
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
      if (crew === null || threads === 1 || !crew.isReliable()) {
        kernel.run(program, directions, 0);
        return;
      }
      crew.call(arena, threads - 1);
      slept = 0;
      const start = performance.now();
      kernel.run(program, directions, threads - 1);
      crew.judge(performance.now() - start, slept);
    },
    free() {
      for (const { start, end } of pieces) addGap(arena, start, end);
      if (arena.common) return;
      arenas.splice(arenas.indexOf(arena), 1);
      crew?.forget(arena.id);
    },
  };
}
