import { availableBackends, type BackendName } from '../../src/objectives/tfjs/backend.ts';

/**
 * The TensorFlow.js backends of this machine. WASM and plain JavaScript are always among them; the native one is
 * where the set-up could provide it, and `hessian-lab doctor` says so.
 */
export const backends: readonly BackendName[] = (await availableBackends())
  .filter(({ available }) => available)
  .map(({ name }) => name);
