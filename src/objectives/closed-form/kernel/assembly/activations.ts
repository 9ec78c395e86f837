import { sigmoid, tanh } from './exponential';
import { FEATURE, greater, mul, pmax, splat, sub } from './lanes';

// The activations as the host numbers them; anything else is linear.
export const RELU = 1;
export const SIGMOID = 2;
export const TANH = 3;

/** a = φ(z) in place. */
export function activate(kind: i32, features: i32, z: usize): void {
  const end = z + <usize>features * FEATURE;
  if (kind == RELU) {
    const zero = splat(0);
    for (; z < end; z += 16) v128.store(z, pmax(v128.load(z), zero));
  } else if (kind == SIGMOID) {
    for (; z < end; z += 16) v128.store(z, sigmoid(v128.load(z)));
  } else if (kind == TANH) {
    for (; z < end; z += 16) v128.store(z, tanh(v128.load(z)));
  }
}

/**
 * Back through the activation, from g = ∂L/∂a in `delta`, which becomes ∂L/∂y = φ'·g; leaves φ' in `slope` and
 * φ''/φ'·g in `bend`, which R{a} = φ'·R{y} turns into φ''·g·R{y}. From the value a = φ(y):
 *
 *     linear   φ' = 1          φ''/φ' = 0
 *     relu     φ' = [a > 0]    0
 *     sigmoid  φ' = a(1 − a)   1 − 2a
 *     tanh     φ' = 1 − a²     −2a
 */
export function differentiate(
  kind: i32, features: i32, a: usize, delta: usize, slope: usize, bend: usize,
): void {
  const bytes = <usize>features * FEATURE;
  const zero = splat(0);
  const one = splat(1);
  if (kind == TANH) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = v128.load(a + i);
      const g = v128.load(delta + i);
      const first = sub(one, mul(value, value));
      v128.store(slope + i, first);
      v128.store(bend + i, mul(mul(splat(-2), value), g));
      v128.store(delta + i, mul(first, g));
    }
  } else if (kind == SIGMOID) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = v128.load(a + i);
      const g = v128.load(delta + i);
      const rest = sub(one, value);
      const first = mul(value, rest);
      v128.store(slope + i, first);
      v128.store(bend + i, mul(sub(rest, value), g));
      v128.store(delta + i, mul(first, g));
    }
  } else if (kind == RELU) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const first = v128.and(greater(v128.load(a + i), zero), one);
      v128.store(slope + i, first);
      v128.store(bend + i, zero);
      v128.store(delta + i, mul(first, v128.load(delta + i)));
    }
  } else {
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(slope + i, one);
      v128.store(bend + i, zero);
    }
  }
}
