/** Default step of the fourth-order differences: truncation and rounding in float64 are both near 1e-10 there. */
export const STEP = 1e-3;

/** ∇f by fourth-order central differences in float64. */
export function differenceGradient(f: (x: Float64Array) => number, x: Float64Array): Float64Array {
  return x.map((_, i) =>
    fourthOrder(STEP, (offset) => {
      const moved = x.slice();
      moved[i]! += offset;
      return f(moved);
    }),
  );
}

/** ∇²f·v by differences of differences: uses values of `f` alone, no derivative of anybody's. */
export function differenceProduct(
  f: (x: Float64Array) => number,
  x: Float64Array,
  v: Float64Array,
  step = STEP,
): Float64Array {
  return x.map((_, i) =>
    fourthOrder(step, (offset) =>
      fourthOrder(step, (along) => {
        const moved = x.map((value, k) => value + along * v[k]!);
        moved[i]! += offset;
        return f(moved);
      }),
    ),
  );
}

function fourthOrder(step: number, f: (offset: number) => number): number {
  return (8 * (f(step) - f(-step)) - (f(2 * step) - f(-2 * step))) / (12 * step);
}
