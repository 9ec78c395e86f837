/** One line of `doctor`. */
export interface Check {
  /** For scripts: "node", "backend-wasm", "second-order-wasm", ... */
  readonly id: string;
  readonly title: string;
  /** `missing` is something optional that is not there; only `failed` changes the exit code. */
  readonly status: 'ok' | 'missing' | 'failed';
  readonly detail: string;
}
