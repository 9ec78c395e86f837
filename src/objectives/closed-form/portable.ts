import type { MlpSpecification } from '../../models/specification.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import type { MlpObjective } from '../contract.ts';
import { checkData, checkSpecification } from './checks.ts';
import { kernelPasses } from './kernel/passes.ts';
import { arenaPool } from './kernel/pool.ts';
import { type WasmModule, webAssembly } from './kernel/webassembly.ts';
import { objectiveOf } from './passes-objective.ts';

/** Makes the mean squared error of an MLP on fixed rows: inputs [rows, layers[0]], targets [rows, layers.at(-1)]. */
export type CreateObjective = (
  specification: MlpSpecification,
  inputs: Matrix,
  targets: Matrix,
) => MlpObjective;

/**
 * The closed form where there is no Node, such as in a web page: in float64 on one thread, from the bytes of
 * `kernel/kernel.wasm`, however they came. It needs neither threads nor a `SharedArrayBuffer`, which browsers withhold from
 * pages without cross-origin isolation. Every result is that of `closedFormObjective` with `deterministic: true`, to the
 * last bit.
 *
 * @throws Error when the bytes are no kernel's
 */
export function loadClosedForm(kernel: Uint8Array): CreateObjective {
  const bytes = withUnsharedMemory(kernel);
  let module: WasmModule | undefined;
  const pool = arenaPool({
    elementBytes: 8,
    module: () => {
      module ??= new webAssembly.Module(bytes);
      return module;
    },
    crew: null,
  });
  return (specification, inputs, targets) => {
    checkSpecification(specification);
    checkData(specification, inputs, targets);
    const options = { pool, threads: 1, cacheBytes: Number.POSITIVE_INFINITY };
    return objectiveOf(specification, kernelPasses(specification, inputs, targets, options));
  };
}

/** Codes of the binary format (WebAssembly core specification, sections 5.3.3, 5.3.6, 5.5.5; threads proposal). */
const [IMPORT_SECTION, FUNCTION_IMPORT, MEMORY_IMPORT, SHARED_FLAG] = [2, 0, 2, 2];
const HEADER_BYTES = 8;

/**
 * The module with the memory that it imports no longer shared, which is one bit of the memory's limits: the compiler gives
 * the same bytes without its option for shared memory.
 */
function withUnsharedMemory(module: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(module);
  let at = HEADER_BYTES;
  /** An unsigned LEB128 number. */
  function number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
  function skip(count: number): void {
    at += count;
  }
  while (at < bytes.length) {
    const section = bytes[at++];
    const size = number();
    if (section !== IMPORT_SECTION) {
      skip(size);
      continue;
    }
    for (let left = number(); left > 0; left--) {
      skip(number());
      skip(number());
      const kind = bytes[at++];
      if (kind === MEMORY_IMPORT) {
        bytes[at]! &= ~SHARED_FLAG;
        return bytes;
      }
      if (kind !== FUNCTION_IMPORT) break;
      number();
    }
  }
  throw new Error('The closed form: these bytes are no kernel; they import no memory.');
}
