import type { KernelExports } from './exports.ts';
import { type KernelVariant, kernelModule } from './module.ts';
import { type WasmMemory, webAssembly } from './webassembly.ts';

/** A piece of WebAssembly memory with the kernel that works on it. */
export interface Region {
  readonly kernel: KernelExports;
  /** The first byte; a multiple of 64. */
  readonly address: number;
  /** The numbers at an address. To be asked for anew each time: growing the memory empties older arrays. */
  floats(address: number, length: number): Float64Array;
  /** The same of float32 numbers. */
  singles(address: number, length: number): Float32Array;
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

/** One WebAssembly memory, whose first page belongs to the kernel's constants, and its unused gaps in order. */
interface Arena {
  readonly shared: boolean;
  readonly memory: WasmMemory;
  readonly kernel: KernelExports;
  gaps: { start: number; end: number }[];
}

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
    `closed form: no room for ${(bytes / 2 ** 30).toFixed(2)} GiB of WebAssembly memory, of which there are at most 4 GiB; use fewer rows or a smaller network`,
  );
}

function openArena(variant: KernelVariant, shared: boolean): Arena {
  const memory = new webAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
  const { exports } = new webAssembly.Instance(kernelModule(variant), { env: { memory } });
  return { shared, memory, kernel: exports as KernelExports, gaps: [] };
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
  return {
    kernel,
    address,
    floats: (at, length) => new Float64Array(memory.buffer, at, length),
    singles: (at, length) => new Float32Array(memory.buffer, at, length),
    free() {
      addGap(arena, address, address + size);
      if (!arena.shared) pool.splice(pool.indexOf(arena), 1);
    },
  };
}
