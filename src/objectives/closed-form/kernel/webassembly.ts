/** The part of the WebAssembly JavaScript interface that is used here; @types/node 20 does not declare it. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB; every array over `buffer` loses its contents. Throws a RangeError at the limit. */
  grow(pages: number): number;
}

/** A compiled module, without memory or state. */
export type WasmModule = object;

interface WebAssemblyInterface {
  readonly Memory: new (descriptor: { initial: number; maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
