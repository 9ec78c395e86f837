/** Where TensorFlow.js computes: libtensorflow through tfjs-node, WebAssembly, or plain JavaScript. */
export type BackendName = 'native' | 'wasm' | 'cpu';

/** Every backend, the one to prefer for large nets first. */
export const BACKEND_NAMES: readonly BackendName[] = ['native', 'wasm', 'cpu'];
