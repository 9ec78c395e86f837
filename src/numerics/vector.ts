/** Dense vector operations on Float64Array; lengths are the caller's contract. */

/** xᵀy. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** Euclidean norm ‖x‖, scaled against overflow and underflow when the plain sum leaves the safe range. */
export function norm(x: Float64Array): number {
  const plain = dot(x, x);
  if ((plain > 1e-280 && plain < 1e280) || Number.isNaN(plain)) return Math.sqrt(plain);
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return largest;
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    // Not **, which the engine takes for a product in hot code and for its pow elsewhere: their last bits differ.
    const share = x[i]! / largest;
    sum += share * share;
  }
  return largest * Math.sqrt(sum);
}

/** y ← y + a·x. */
export function axpy(a: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i]! += a * x[i]!;
}

/** x ← a·x. */
export function scale(a: number, x: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i]! *= a;
}

/** Whether every entry is a finite number. */
export function isFiniteVector(x: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i]!)) return false;
  return true;
}
