import { activate, differentiate } from './activations';
import { center, normalize, normalizeBackward, tangentNormalize, tangentNormalizeBackward } from './batch-norm';
import * as opcodes from './opcodes';
import { residual, tangentResidual } from './output';
import { pack } from './packing';
import { affine, pullback, pullbackThrough, slopedPullback, tangent, tangentPullback } from './products';
import { addDots, addSums, clearPadding } from './sums';
import { addChunks, divide, inverseDeviation, multiply, tangentScale } from './vectors';
import { weightGradient } from './weight-gradient';

/**
 * A stage of a program, as `program.ts` of the host writes it, is a header and three groups of steps: those that
 * a chunk begins with, those of each block, and those of each block and direction. A step is an opcode, its size
 * in bytes and its arguments, five numbers each: base, and what is added for each block, chunk, worker and
 * direction.
 */

// The header, in bytes; it begins with the number of chunks and ends with the size of the stage (`schedule.ts`).
const FIRST_CHUNK = 4;
const CHUNK_BLOCKS = 8;
const BLOCKS = 12;
const BEFORE_BYTES = 16;
const ONCE_BYTES = 20;
const EACH_BYTES = 24;
const HEADER_BYTES = 32;

/** Runs one chunk of a stage, for the first `directions` directions, in the scratch memory of a worker. */
export function runChunk(stage: usize, index: i32, worker: i32, directions: i32): void {
  const chunk = load<i32>(stage, FIRST_CHUNK) + index;
  const perChunk = load<i32>(stage, CHUNK_BLOCKS);
  const blocks = load<i32>(stage, BLOCKS);
  const before = stage + HEADER_BYTES;
  const once = before + load<u32>(stage, BEFORE_BYTES);
  const each = once + load<u32>(stage, ONCE_BYTES);
  const end = each + load<u32>(stage, EACH_BYTES);
  let block = chunk * perChunk;
  const lastBlock = min(block + perChunk, blocks);
  for (let d = 0; d < directions; d++) runSteps(before, once, block, chunk, worker, d, false);
  for (; block < lastBlock; block++) {
    const last = block + 1 == blocks;
    runSteps(once, each, block, chunk, worker, 0, last);
    if (each == end) continue;
    for (let d = 0; d < directions; d++) runSteps(each, end, block, chunk, worker, d, last);
  }
}

/** Argument `i` of a step. */
// @ts-ignore: decorator
@inline
function argument(step: usize, i: usize, block: i32, chunk: i32, worker: i32, direction: i32): i32 {
  const p = step + 8 + i * 20;
  return load<i32>(p) + block * load<i32>(p, 4) + chunk * load<i32>(p, 8)
    + worker * load<i32>(p, 12) + direction * load<i32>(p, 16);
}

/**
 * Reads eight arguments for every step, though many have fewer: what is read past them is not used.
 *
 * @param last whether this is the last block, the one that may have rows that are none
 */
function runSteps(
  step: usize, end: usize, block: i32, chunk: i32, worker: i32, direction: i32, last: bool,
): void {
  for (; step < end; step += load<u32>(step, 4)) {
    const a0 = argument(step, 0, block, chunk, worker, direction);
    const a1 = argument(step, 1, block, chunk, worker, direction);
    const a2 = argument(step, 2, block, chunk, worker, direction);
    const a3 = argument(step, 3, block, chunk, worker, direction);
    const a4 = argument(step, 4, block, chunk, worker, direction);
    const a5 = argument(step, 5, block, chunk, worker, direction);
    const a6 = argument(step, 6, block, chunk, worker, direction);
    const a7 = argument(step, 7, block, chunk, worker, direction);
    switch (load<i32>(step)) {
      case opcodes.AFFINE: {
        const a8 = argument(step, 8, block, chunk, worker, direction);
        affine(a0, a1, a2, a3, a4, a5, a6, a7, a8);
        break;
      }
      case opcodes.TANGENT: {
        const a8 = argument(step, 8, block, chunk, worker, direction);
        const a9 = argument(step, 9, block, chunk, worker, direction);
        tangent(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9);
        break;
      }
      case opcodes.PULLBACK: pullback(a0, a1, a2, a3, a4); break;
      case opcodes.TANGENT_PULLBACK: {
        const a8 = argument(step, 8, block, chunk, worker, direction);
        const a9 = argument(step, 9, block, chunk, worker, direction);
        const a10 = argument(step, 10, block, chunk, worker, direction);
        tangentPullback(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
        break;
      }
      case opcodes.PULLBACK_THROUGH: pullbackThrough(a0, a1, a2, a3, a4, a5, a6); break;
      case opcodes.SLOPED_PULLBACK: slopedPullback(a0, a1, a2, a3, a4, a5); break;
      case opcodes.WEIGHT_GRADIENT: weightGradient(a0, a1, a2 != 0, a3, a4, a5, a6, a7); break;
      case opcodes.ACTIVATE: activate(a0, a1, a2); break;
      case opcodes.DIFFERENTIATE: differentiate(a0, a1, a2, a3, a4, a5); break;
      case opcodes.RESIDUAL: residual(a0, load<f64>(a1), last ? a3 : a2, a4, a5, a6, a7); break;
      case opcodes.TANGENT_RESIDUAL: tangentResidual(a0, load<f64>(a1), last ? a3 : a2, a4); break;
      case opcodes.ADD_SUMS: addSums(a0, a1, a2); break;
      case opcodes.ADD_DOTS: addDots(a0, a1, a2, a3); break;
      case opcodes.CLEAR_PADDING: if (last) clearPadding(a0, a1, a2); break;
      case opcodes.CENTER: center(a0, a1, a2); break;
      case opcodes.NORMALIZE: normalize(a0, a1, a2, a3, a4, a5); break;
      case opcodes.NORMALIZE_BACKWARD: normalizeBackward(a0, a1, a2, a3, a4, a5, a6, a7); break;
      case opcodes.TANGENT_NORMALIZE: {
        const a8 = argument(step, 8, block, chunk, worker, direction);
        const a9 = argument(step, 9, block, chunk, worker, direction);
        tangentNormalize(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9);
        break;
      }
      case opcodes.TANGENT_NORMALIZE_BACKWARD: {
        const a8 = argument(step, 8, block, chunk, worker, direction);
        const a9 = argument(step, 9, block, chunk, worker, direction);
        tangentNormalizeBackward(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9);
        break;
      }
      case opcodes.PACK: pack(a0, a1, a2, a3, a4, a5); break;
      case opcodes.CLEAR: memory.fill(a1, 0, a0); break;
      case opcodes.ADD_CHUNKS: addChunks(a0, a1, a2, a3, a4, a5, a6); break;
      case opcodes.DIVIDE: divide(a0, a1, load<f64>(a2), a3); break;
      case opcodes.MULTIPLY: multiply(a0, a1, a2, a3); break;
      case opcodes.INVERSE_DEVIATION: inverseDeviation(a0, a1, load<f64>(a2), a3); break;
      case opcodes.TANGENT_SCALE: tangentScale(a0, a1, a2, a3, a4, a5); break;
      default: unreachable();
    }
  }
}
