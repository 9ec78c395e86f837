import type { Activation } from '../../../models/specification.ts';

/**
 * An activation φ entry by entry. Both derivatives come from the value a = φ(z), which is kept anyway:
 *
 * | φ       | φ'(z)     | φ''(z)             |
 * |---------|-----------|--------------------|
 * | linear  | 1         | 0                  |
 * | relu    | [a > 0]   | 0                  |
 * | sigmoid | a(1 − a)  | a(1 − a)(1 − 2a)   |
 * | tanh    | 1 − a²    | −2a(1 − a²)        |
 */
export interface ActivationFunction {
  /** φ(z). */
  value(z: number): number;
  /** φ'(z) from a = φ(z); relu'(0) = 0, as in TensorFlow and PyTorch. */
  slope(a: number): number;
  /** φ''(z) from a = φ(z); 0 at the kink of relu. */
  bend(a: number): number;
}

/** The activation of that name. */
export function activationFunction(name: Activation): ActivationFunction {
  switch (name) {
    case 'linear':
      return { value: (z) => z, slope: () => 1, bend: () => 0 };
    case 'relu':
      return { value: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0), bend: () => 0 };
    case 'sigmoid':
      return {
        value: (z) => 1 / (1 + Math.exp(-z)),
        slope: (a) => a * (1 - a),
        bend: (a) => a * (1 - a) * (1 - 2 * a),
      };
    case 'tanh':
      return { value: (z) => Math.tanh(z), slope: (a) => 1 - a * a, bend: (a) => -2 * a * (1 - a * a) };
  }
}
