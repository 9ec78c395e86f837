import type { BackendName } from './name.ts';
import { BACKEND_NAMES } from './name.ts';
import { missingNativePart } from './native.ts';
import { missingWasmPart } from './wasm.ts';

/** One backend on this machine. */
export interface BackendAvailability {
  readonly name: BackendName;
  readonly available: boolean;
  /** What is missing; empty when available. */
  readonly reason: string;
}

/**
 * Which backends are installed, in the order of `BACKEND_NAMES`. Looks at files only, in about a millisecond:
 * a native library that is there may still fail to load, which `openBackend` reports.
 */
export async function availableBackends(): Promise<BackendAvailability[]> {
  const missing = { native: missingNativePart(), wasm: missingWasmPart(), cpu: null };
  return BACKEND_NAMES.map((name) => ({
    name,
    available: missing[name] === null,
    reason: missing[name] ?? '',
  }));
}
