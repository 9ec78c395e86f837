import type { Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';

/** One second derivative computed by TensorFlow.js, beside its closed form. */
export interface SelfTestResult {
  /** Name of the op, as in `tf.tanh`. */
  readonly op: string;
  /** The Hessian of the op's sum over a few points times a vector, by the closed form. */
  readonly expected: readonly number[];
  /** Of the same length; empty when TensorFlow.js threw. */
  readonly received: readonly number[];
  /** Whether the two agree to what float32 allows. */
  readonly ok: boolean;
  /** What TensorFlow.js threw; empty when it did not. */
  readonly error: string;
}

/** Float32 keeps seven digits, of which these formulas lose two at most; the errors looked for are of order 1. */
const RELATIVE_TOLERANCE = 1e-4;

const POINTS = [-1.5, -0.4, 0.3, 1.2];
const DIRECTION = [0.5, -1, 2, 0.25];
const LABELS = [0.1, 0.2, 0.3, 0.4];

interface SelfTest {
  readonly op: string;
  readonly f: (tf: Tensorflow, x: Tensor) => Tensor;
  /** The Hessian of Σf at POINTS times DIRECTION. */
  readonly expected: readonly number[];
}

const SELF_TESTS: readonly SelfTest[] = [
  elementwise('tanh', (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2)),
  elementwise('sigmoid', (x) => sigmoid(x) * (1 - sigmoid(x)) * (1 - 2 * sigmoid(x))),
  elementwise('exp', Math.exp),
  elementwise('softplus', (x) => sigmoid(x) * (1 - sigmoid(x))),
  elementwise('elu', (x) => (x < 0 ? Math.exp(x) : 0)),
  elementwise('relu', () => 0),
  { op: 'softmax', f: (tf, x) => tf.mul(tf.softmax(x), LABELS), expected: softmaxProduct() },
  { op: 'logSoftmax', f: (tf, x) => tf.mul(tf.logSoftmax(x), LABELS), expected: logitsProduct(-1) },
  {
    op: 'losses.softmaxCrossEntropy',
    f: (tf, x) => tf.losses.softmaxCrossEntropy(tf.tensor2d([LABELS]), tf.reshape(x, [1, -1])),
    expected: logitsProduct(1),
  },
];

/**
 * Compares second derivatives of the current backend with closed forms, in a few milliseconds: shows whether
 * `correctSecondOrderGradients` has been called and works with this TensorFlow.js. Leaves no tensors behind.
 */
export function secondOrderSelfTest(tf: Tensorflow): SelfTestResult[] {
  return SELF_TESTS.map(({ op, f, expected }) => {
    try {
      const received = tf.tidy(() => {
        const slope = tf.grad((x) => tf.sum(tf.mul(tf.grad((z) => tf.sum(f(tf, z)))(x), DIRECTION)));
        return [...slope(tf.tensor1d(POINTS)).dataSync()];
      });
      const scale = Math.max(1, ...expected.map(Math.abs));
      const ok = expected.every((value, i) => Math.abs(value - received[i]!) <= RELATIVE_TOLERANCE * scale);
      return { op, expected, received, ok, error: '' };
    } catch (error) {
      return {
        op,
        expected,
        received: [],
        ok: false,
        error: String(error instanceof Error ? error.message : error),
      };
    }
  });
}

function elementwise(
  op: 'tanh' | 'sigmoid' | 'exp' | 'softplus' | 'elu' | 'relu',
  second: (x: number) => number,
) {
  return {
    op,
    f: (tf: Tensorflow, x: Tensor) => tf[op](x),
    expected: POINTS.map((x, i) => second(x) * DIRECTION[i]!),
  };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function softmaxAtPoints(): number[] {
  const exponentials = POINTS.map((x) => Math.exp(x));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((e) => e / sum);
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/** ±(diag p − ppᵀ)v with p = softmax: the Hessian of ±logsumexp, which all these losses have as labels sum to 1. */
function logitsProduct(sign: 1 | -1): number[] {
  const p = softmaxAtPoints();
  const mean = inner(p, DIRECTION);
  return p.map((pᵢ, i) => sign * pᵢ * (DIRECTION[i]! - mean));
}

/** ∇²(cᵀp)·v: the derivative along v of the gradient p∘(c − cᵀp), where dp = p∘(v − pᵀv). */
function softmaxProduct(): number[] {
  const p = softmaxAtPoints();
  const mean = inner(p, DIRECTION);
  const dp = p.map((pᵢ, i) => pᵢ * (DIRECTION[i]! - mean));
  const value = inner(LABELS, p);
  const slope = inner(LABELS, dp);
  return p.map((pᵢ, i) => dp[i]! * (LABELS[i]! - value) - pᵢ * slope);
}
