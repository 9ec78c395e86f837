/** A symmetric tridiagonal matrix T = QᵀAQ. */
export interface Tridiagonal {
  /** [n]. */
  readonly diagonal: Float64Array;
  /** [n]; entry i couples i − 1 and i, entry 0 is 0. */
  readonly offDiagonal: Float64Array;
  /** Rows of Qᵀ, each [n]; called at most once, since it uses up the reflectors. */
  orthogonalRows(): Float64Array[];
}

/** Where row i of the lower triangle begins when the rows lie packed one after another. */
export function rowStart(i: number): number {
  return (i * (i + 1)) / 2;
}

/**
 * Reduces a symmetric matrix to tridiagonal form by Householder reflections I − uuᵀ/h from the last row upwards (Golub
 * and Van Loan 2013, section 8.3.1; EISPACK's tred1): 4n³/3 operations.
 *
 * Differs from the textbook in the order of the work alone: the rank-two update A − uqᵀ − quᵀ that belongs to one reflection
 * and the product Au of the next share one pass over the triangle, which halves the traffic to memory that bounds the time.
 *
 * @param lower packed rows of the lower triangle, [n(n + 1)/2], row i from `rowStart(i)`; overwritten by the reflectors.
 *   Entries should be of the order of 1: squares below 1e-308 are lost
 */
export function tridiagonalize(lower: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  /** h = uᵀu/2 of the reflector in row i; 0 where row i needed none. */
  const halves = new Float64Array(n);
  let u = new Float64Array(n);
  const q = new Float64Array(n);
  let next = new Float64Array(n);
  const product = new Float64Array(n);

  for (let i = n - 1; i >= 0; i--) {
    const start = rowStart(i);
    const [lastU, lastQ] = [u[i]!, q[i]!];
    for (let k = 0; k <= i; k++) lower[start + k]! -= lastU * q[k]! + lastQ * u[k]!;
    diagonal[i] = lower[start + i]!;
    const h = reflector(lower, start, i, offDiagonal);
    halves[i] = h;
    next.fill(0);
    if (h > 0) for (let k = 0; k < i; k++) next[k] = lower[start + k]!;
    updateAndMultiply(lower, i, u, q, next, product);
    [u, next] = [next, u];
    q.fill(0);
    if (h > 0) {
      let along = 0;
      for (let k = 0; k < i; k++) along += u[k]! * product[k]!;
      const part = along / (2 * h);
      for (let k = 0; k < i; k++) q[k] = (product[k]! - part * u[k]!) / h;
    }
  }
  return { diagonal, offDiagonal, orthogonalRows: () => accumulated(lower, halves) };
}

/** Turns row i, left of the diagonal, into its reflector u; notes the entry that remains of it and returns h = uᵀu/2. */
function reflector(lower: Float64Array, start: number, i: number, offDiagonal: Float64Array): number {
  if (i === 0) return 0;
  const last = lower[start + i - 1]!;
  let squares = 0;
  for (let k = 0; k < i - 1; k++) squares += lower[start + k]! * lower[start + k]!;
  if (squares === 0) {
    offDiagonal[i] = last;
    return 0;
  }
  const length = Math.sqrt(squares + last * last);
  const remains = last > 0 ? -length : length;
  offDiagonal[i] = remains;
  lower[start + i - 1] = last - remains;
  return squares + last * last - last * remains;
}

/** A ← A − uqᵀ − quᵀ on the leading n × n block, and out = A·next with the result; two rows at a time. */
function updateAndMultiply(
  lower: Float64Array,
  n: number,
  u: Float64Array,
  q: Float64Array,
  next: Float64Array,
  out: Float64Array,
): void {
  out.fill(0, 0, n);
  let j = 0;
  for (; j + 1 < n; j += 2) {
    const first = rowStart(j);
    const second = first + j + 1;
    const [u0, q0, x0] = [u[j]!, q[j]!, next[j]!];
    const [u1, q1, x1] = [u[j + 1]!, q[j + 1]!, next[j + 1]!];
    let sum0 = 0;
    let sum1 = 0;
    for (let k = 0; k < j; k++) {
      const uk = u[k]!;
      const qk = q[k]!;
      const xk = next[k]!;
      const a0 = lower[first + k]! - (u0 * qk + q0 * uk);
      const a1 = lower[second + k]! - (u1 * qk + q1 * uk);
      lower[first + k] = a0;
      lower[second + k] = a1;
      sum0 += a0 * xk;
      sum1 += a1 * xk;
      out[k]! += a0 * x0 + a1 * x1;
    }
    const corner = lower[first + j]! - 2 * u0 * q0;
    const below = lower[second + j]! - (u1 * q0 + q1 * u0);
    const end = lower[second + j + 1]! - 2 * u1 * q1;
    lower[first + j] = corner;
    lower[second + j] = below;
    lower[second + j + 1] = end;
    out[j]! += sum0 + corner * x0 + below * x1;
    out[j + 1]! += sum1 + below * x0 + end * x1;
  }
  if (j < n) {
    const first = rowStart(j);
    let sum = 0;
    for (let k = 0; k < j; k++) {
      const entry = lower[first + k]! - (u[j]! * q[k]! + q[j]! * u[k]!);
      lower[first + k] = entry;
      sum += entry * next[k]!;
      out[k]! += entry * next[j]!;
    }
    const corner = lower[first + j]! - 2 * u[j]! * q[j]!;
    lower[first + j] = corner;
    out[j]! += sum + corner * next[j]!;
  }
}

/** Qᵀ = H₁H₂…Hₙ₋₁, the smallest reflectors first, so that step i touches the leading i × i block alone. */
function accumulated(lower: Float64Array, halves: Float64Array): Float64Array[] {
  const rows = Array.from(halves, (_, i) => new Float64Array(halves.length).fill(1, i, i + 1));
  for (const [i, h] of halves.entries()) {
    if (h === 0) continue;
    const u = lower.subarray(rowStart(i), rowStart(i) + i);
    for (let j = 0; j < i; j++) {
      const row = rows[j]!;
      let along = 0;
      for (let k = 0; k < i; k++) along += row[k]! * u[k]!;
      along /= h;
      for (let k = 0; k < i; k++) row[k]! -= along * u[k]!;
    }
  }
  return rows;
}
