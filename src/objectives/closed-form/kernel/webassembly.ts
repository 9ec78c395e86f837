/** The part of the WebAssembly JavaScript interface that is used here; @types/node 20 does not declare it. */
export interface WasmMemory {
  /**
   * Grows with the memory: a new object each time. Arrays over the older, shorter ones stay right where the memory is
   * shared, and lose their contents where it is not: they are made anew for each use.
   */
  readonly buffer: ArrayBufferLike;
  /** Adds pages of 64 KiB. Throws a RangeError at the limit. */
  grow(pages: number): number;
}

/** A compiled module, without memory or state. */
export type WasmModule = object;

interface WebAssemblyInterface {
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;

/** The entry points of the compiled kernel, as `assembly/index.ts` exports them. Addresses are in bytes. */
export interface KernelExports {
  /** Runs a program, for so many directions, together with as many workers as have come of `helpers`. */
  run(program: number, directions: number, helpers: number): void;
  /** φ in place, of [features][32]: for the tests of tanh and sigmoid. */
  activate(kind: number, features: number, z: number): void;
}
