import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { logarithm } from './logarithm.ts';

/**
 * A stream of pseudo-random numbers. The same seed and name give the same numbers on every platform.
 * Streams of different names are independent, so drawing more from one never shifts another.
 */
export interface RandomStream {
  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number;
  /** Standard normal (polar method). */
  normal(): number;
  /** Uniform integer in {0, …, count − 1}. */
  integer(count: number): number;
  /** A permutation of {0, …, count − 1}, Fisher-Yates. */
  permutation(count: number): Int32Array;
}

/**
 * Opens the stream `name` of `seed`, for example `randomStream(7, 'initialization')`.
 *
 * The four state words of xoroshiro128+ come from a hash of seed and name: neighbouring raw seeds
 * would give correlated first numbers (pure-rand's first outputs for seeds 0 and 1 are −1 and −2).
 * Nothing is ever drawn from TensorFlow.js: its generators differ between backends and some ignore seed 0.
 *
 * @param seed integer from 0 to 2^53 − 1
 */
export function randomStream(seed: number, name: string): RandomStream {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`randomStream: the seed must be an integer from 0 to 2^53 - 1, received ${seed}`);
  }
  const generator = xoroshiro128plusFromState(hashedState(seed, name));
  const uniform = () => uniformFloat64(generator);
  const integer = (count: number) => uniformInt(generator, 0, count - 1);
  return {
    uniform,
    normal: polarNormal(uniform),
    integer,
    permutation(count) {
      const order = Int32Array.from({ length: count }, (_, i) => i);
      for (let i = count - 1; i > 0; i--) {
        const j = integer(i + 1);
        const held = order[i]!;
        order[i] = order[j]!;
        order[j] = held;
      }
      return order;
    },
  };
}

/**
 * Standard normals by Marsaglia's polar method (Marsaglia and Bray 1964): of each accepted pair first y, then x. The
 * same numbers as d3-random's, without the engine's logarithm.
 */
function polarNormal(uniform: () => number): () => number {
  let spare: number | null = null;
  let scale = 0;
  return () => {
    if (spare !== null) {
      const x = spare;
      spare = null;
      return x * scale;
    }
    for (;;) {
      const x = uniform() * 2 - 1;
      const y = uniform() * 2 - 1;
      const r = x * x + y * y;
      if (r === 0 || r > 1) continue;
      spare = x;
      scale = Math.sqrt((-2 * logarithm(r)) / r);
      return y * scale;
    }
  };
}

/** A unit vector, uniform on the sphere in R^dimension. */
export function randomUnitVector(stream: RandomStream, dimension: number): Float64Array {
  const vector = Float64Array.from({ length: dimension }, () => stream.normal());
  let squared = 0;
  for (const entry of vector) squared += entry * entry;
  const length = Math.sqrt(squared);
  return vector.map((entry) => entry / length);
}

/** Four 32-bit words from FNV-1a over "seed:name", each finished by MurmurHash3's avalanche step. */
function hashedState(seed: number, name: string): number[] {
  const bytes = new TextEncoder().encode(`${seed}:${name}`);
  return [0, 1, 2, 3].map((word) => {
    let h = 0x811c9dc5 ^ Math.imul(word, 0x9e3779b9);
    for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) | 0;
  });
}
