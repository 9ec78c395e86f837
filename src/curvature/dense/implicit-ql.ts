/** Sweeps an eigenvalue may take before the iteration gives up: EISPACK's limit; two are usual. */
const SWEEPS = 30;

/**
 * Eigenvalues of a symmetric tridiagonal matrix by implicit QL with Wilkinson's shift (Golub and Van Loan 2013, section
 * 8.3.5, which gives the mirrored QR; EISPACK's imtql2): about 30n² operations, and 6n³ more with vectors.
 *
 * Differs from the textbook: an off-diagonal entry is negligible relative to the norm of the matrix, not to its neighbours. The
 * reduction has left errors of that size anyway; resolving them, in the many zero eigenvalues of a network's Hessian, need
 * not converge.
 *
 * @param diagonal [n]; becomes the eigenvalues, in no order
 * @param offDiagonal [n], entry i couples i − 1 and i; destroyed
 * @param rows Qᵀ of the reduction, rotated row by row to the eigenvectors, which end as rows; empty where they are not wanted
 * @throws RangeError after `SWEEPS` sweeps without convergence, which finite entries are not known to cause
 */
export function implicitQl(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  rows: readonly Float64Array[],
): void {
  const n = diagonal.length;
  // Entry i now couples i and i + 1.
  offDiagonal.copyWithin(0, 1);
  offDiagonal[n - 1] = 0;
  let size = 0;
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(diagonal[i]!) + Math.abs(offDiagonal[i]!));
  const negligible = Number.EPSILON * size;
  for (let first = 0; first < n; first++) {
    for (let sweep = 0; ; sweep++) {
      const last = blockEnd(offDiagonal, first, negligible);
      if (last === first) break;
      if (sweep === SWEEPS) {
        throw new RangeError(
          `implicitQl: eigenvalue ${first} of ${n} did not converge in ${SWEEPS} sweeps; are all entries finite?`,
        );
      }
      sweepBlock(diagonal, offDiagonal, rows, first, last);
    }
  }
}

/** The last index of the unreduced block that begins at `first`. */
function blockEnd(offDiagonal: Float64Array, first: number, negligible: number): number {
  let last = first;
  while (last < offDiagonal.length - 1 && Math.abs(offDiagonal[last]!) > negligible) last++;
  return last;
}

/** One QL sweep on the block from `first` to `last`: a bulge is chased upwards by plane rotations. */
function sweepBlock(
  d: Float64Array,
  e: Float64Array,
  rows: readonly Float64Array[],
  first: number,
  last: number,
): void {
  // Wilkinson's shift: the eigenvalue of the leading 2 × 2 block that is nearer to its first entry.
  const ratio = (d[first + 1]! - d[first]!) / (2 * e[first]!);
  const root = Math.sqrt(ratio * ratio + 1);
  let g = d[last]! - d[first]! + e[first]! / (ratio + (ratio < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let shifted = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      // Both squares underflowed: the block splits here.
      d[i + 1]! -= shifted;
      e[last] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    g = d[i + 1]! - shifted;
    const across = (d[i]! - g) * sine + 2 * cosine * b;
    shifted = sine * across;
    d[i + 1] = g + shifted;
    g = cosine * across - b;
    if (rows.length > 0) rotate(rows[i]!, rows[i + 1]!, cosine, sine);
  }
  d[first]! -= shifted;
  e[first] = g;
  e[last] = 0;
}

function rotate(upper: Float64Array, under: Float64Array, cosine: number, sine: number): void {
  for (let k = 0; k < upper.length; k++) {
    const one = upper[k]!;
    const other = under[k]!;
    upper[k] = cosine * one - sine * other;
    under[k] = sine * one + cosine * other;
  }
}
