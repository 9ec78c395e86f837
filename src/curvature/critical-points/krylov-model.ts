import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { LinearOperator } from '../../numerics/linear-operator.ts';
import { axpy, dot, isFiniteVector, norm, scale } from '../../numerics/vector.ts';

/** A damped Gauss-Newton step on ½‖g‖². */
export interface DampedStep {
  /** d, [dimension]. */
  readonly displacement: Float64Array;
  /** ‖g + Hd‖: what the gradient's linear model leaves. */
  readonly predictedNorm: number;
}

/** The linear model g + Hd of a gradient on the Krylov space span{g, Hg, H²g, …}. */
export interface KrylovModel {
  /** Largest singular value of H on the space. */
  readonly largest: number;
  /** ‖Hg‖/‖g‖. */
  readonly stationarity: number;
  /** Products spent. */
  readonly products: number;
  /** The d of the space that minimises ‖g + Hd‖² + damping·‖d‖². Costs no product. */
  step(damping: number): DampedStep;
}

/** Singular values below this, relative to the largest, are rounding and not solved for. */
const NEGLIGIBLE = 1e-14;

/**
 * Builds the model with an orthonormal basis (Lanczos with full reorthogonalisation, twice), until the best step of the
 * space leaves at most `forcing`·‖g‖ of the gradient, the space is invariant under H, or `maxBasis` vectors are held.
 *
 * Undamped, the step is that of MINRES (Paige and Saunders 1975), as in Newton-MR (Roosta et al. 2018, section 2). Since
 * H is symmetric, the damped one solves (H² + damping·I)d = −Hg, without squaring the condition number: the projected
 * problem goes to a singular value decomposition. All dampings share the one basis.
 *
 * @param gradient finite and not zero
 * @returns null where a product is not finite
 */
export function krylovModel(
  hessian: LinearOperator,
  gradient: Float64Array,
  { maxBasis, forcing }: { readonly maxBasis: number; readonly forcing: number },
): KrylovModel | null {
  const { dimension } = hessian;
  const length = norm(gradient);
  const basis: Float64Array[] = [];
  /** Coefficients of H·(basis vector j) in the basis, and the norm of the rest. */
  const columns: { readonly inside: Float64Array; readonly rest: number }[] = [];
  let next: Float64Array | null = gradient.map((entry) => entry / length);
  let magnitude = 0;
  let solver: Projected | null = null;
  for (let check = 1; next !== null && basis.length < Math.min(maxBasis, dimension); ) {
    const image = new Float64Array(dimension);
    hessian.apply(next, image);
    if (!isFiniteVector(image)) return null;
    basis.push(next);
    const inside = new Float64Array(basis.length);
    for (let pass = 0; pass < 2; pass++) {
      for (const [i, vector] of basis.entries()) {
        const part = dot(vector, image);
        inside[i]! += part;
        axpy(-part, vector, image);
      }
    }
    const rest = norm(image);
    magnitude = Math.max(magnitude, rest, ...inside.map(Math.abs));
    const isInvariant = rest <= dimension * Number.EPSILON * magnitude;
    columns.push({ inside, rest: isInvariant ? 0 : rest });
    next = isInvariant ? null : image;
    if (next) scale(1 / rest, next);
    // The decomposition costs the cube of the size: it is made when the size has doubled.
    if (basis.length < check && next !== null) continue;
    check = 2 * basis.length;
    solver = projected(columns, magnitude);
    if (solver.solve(0).residual <= forcing) break;
  }
  const { largest, solve } = solver?.size === basis.length ? solver : projected(columns, magnitude);
  const first = columns[0]!;
  return {
    largest,
    stationarity: Math.hypot(first.inside[0]!, first.rest),
    products: basis.length,
    step(damping) {
      const { coordinates, residual } = solve(damping);
      const displacement = new Float64Array(dimension);
      for (const [i, vector] of basis.entries()) axpy(length * coordinates[i]!, vector, displacement);
      return { displacement, predictedNorm: length * residual };
    },
  };
}

interface Projected {
  readonly size: number;
  readonly largest: number;
  /** Minimises ‖e₁ + T·y‖² + damping·‖y‖²: y and ‖e₁ + T·y‖. */
  readonly solve: (damping: number) => { coordinates: Float64Array; residual: number };
}

/** The least-squares problem of the (size + 1) × size matrix T of H in the basis. */
function projected(columns: readonly { inside: Float64Array; rest: number }[], magnitude: number): Projected {
  const size = columns.length;
  // The library's solver yields NaN for entries near the limits of the exponent: it gets T in units of its magnitude.
  const unit = magnitude === 0 ? 1 : magnitude;
  const t = new Matrix(size + 1, size);
  for (const [j, { inside, rest }] of columns.entries()) {
    for (const [i, entry] of inside.entries()) t.set(i, j, entry / unit);
    t.set(j + 1, j, rest / unit);
  }
  const { diagonal, leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(t, {
    autoTranspose: true,
  });
  const solve = (damping: number) => {
    const relative = damping / unit / unit;
    const coordinates = new Float64Array(size);
    let explained = 0;
    for (const [k, sigma] of diagonal.entries()) {
      if (sigma <= NEGLIGIBLE * diagonal[0]!) continue;
      const along = leftSingularVectors.get(0, k);
      const filtered = sigma / (sigma * sigma + relative);
      for (let i = 0; i < size; i++)
        coordinates[i]! -= (along * filtered * rightSingularVectors.get(i, k)) / unit;
      // ‖e₁ + Ty‖² = 1 − Σ along²·(1 − (1 − σ·filtered)²)
      explained += along * along * (1 - (1 - sigma * filtered) ** 2);
    }
    return { coordinates, residual: Math.sqrt(Math.max(0, 1 - explained)) };
  };
  return { size, largest: diagonal[0]! * unit, solve };
}
