/**
 * e^x, to the last bit the same on every JavaScript engine and processor: the language leaves `Math.exp` to the engine, and
 * what a deterministic run writes must not depend on it. Infinity, 0 and NaN as the language has them.
 *
 * The algorithm of FreeBSD's e_exp.c (fdlibm, Sun Microsystems 1993), error below 1 ulp: x = k·log 2 + r with |r| at most
 * half of log 2, and e^r = 1 + r + r·c/(2 − c), c = r − r²·P(r²) with a polynomial P; then 2^k is put into the exponent.
 */
export function exponential(x: number): number {
  if (!(x >= LOWEST && x <= HIGHEST)) return Number.isNaN(x) ? x : x > 0 ? Number.POSITIVE_INFINITY : 0;
  const k = Math.abs(x) < HALF_LN2 ? 0 : Math.trunc(x / Math.LN2 + (x < 0 ? -0.5 : 0.5));
  const [high, low] = [x - k * LN2_HIGH, k * LN2_LOW];
  const r = high - low;
  const square = r * r;
  const c = r - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // In two steps: 2^k may be beyond the range of a double where the result is not.
  const half = k >> 1;
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

/** 2^k for an integer k from −1022 to 1023. */
function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  return view.getFloat64(0);
}

const view = new DataView(new ArrayBuffer(8));

/** Beyond these the result is infinite, or rounds to 0. */
const [LOWEST, HIGHEST] = [-745.1332191019411, 709.782712893384];
const HALF_LN2 = Math.LN2 / 2;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 0.00006613756321437934;
const P4 = -0.0000016533902205465252;
const P5 = 4.1381367970572385e-8;
