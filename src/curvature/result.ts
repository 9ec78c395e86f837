import { EIGENVALUE_ADVICE, type EigenvalueStatus } from './status.ts';

export type { EigenvalueStatus } from './status.ts';

/**
 * An eigenpair estimate with its certificate: value, vector and residual belong to each other and to the plain
 * product A·v, whatever shift or basis the algorithm used inside.
 */
export interface EigenpairResult {
  /** λ, the Rayleigh quotient of `vector`. */
  readonly value: number;
  /** [dimension], unit length. */
  readonly vector: Float64Array;
  /** ‖Av − λv‖. */
  readonly residual: number;
  /** Products with A spent, all of them. */
  readonly products: number;
  /** `converged`: the residual is at most tolerance·|λ|. That certifies an eigenvalue, not that it is the outermost. */
  readonly status: EigenvalueStatus;
  /** Whether `status` is `converged`. */
  readonly converged: boolean;
  /** What the status means and what to change; empty when converged. */
  readonly advice: string;
}

/** The algebraically largest eigenpair and, where it was found or asked for, the algebraically smallest. */
export interface TopEigenvalueResult extends EigenpairResult {
  /**
   * Present when a negative eigenvalue larger in magnitude stood in the way, or when it was asked for. Its
   * `products` are those spent beyond the `products` of the largest (0 for a by-product), so the two add up.
   */
  readonly smallest?: EigenpairResult;
}

/** An eigenpair estimate before it has a status. */
export interface Eigenpair {
  /** λ. */
  readonly value: number;
  /** [dimension], unit length. */
  readonly vector: Float64Array;
  /** ‖Av − λv‖. */
  readonly residual: number;
}

/** Whether the residual is small enough for the status `converged`. */
export function isCertified(pair: Eigenpair, tolerance: number): boolean {
  return pair.residual <= tolerance * Math.abs(pair.value);
}

/** Relative residual that float32 products reach; where an operator has an `exact` twin, only that leads below it. */
export const FLOAT32_FLOOR = 1e-4;

/** Freezes a pair into a result, with the advice that belongs to its status. */
export function eigenpairResult(
  pair: Eigenpair,
  products: number,
  status: EigenvalueStatus,
): EigenpairResult {
  return Object.freeze({
    value: pair.value,
    vector: pair.vector,
    residual: pair.residual,
    products,
    status,
    converged: status === 'converged',
    advice: EIGENVALUE_ADVICE[status],
  });
}

/** Options that every iterative eigenvalue algorithm takes. */
export interface IterationOptions {
  /** Relative: converged means ‖Av − λv‖ ≤ tolerance·|λ|. Default 1e-3: the value is then right to about 1e-6 where the gap is wide. */
  readonly tolerance?: number;
  /** Most products with A that a call may spend, on everything it does. Default 200. */
  readonly maxIterations?: number;
}

/**
 * Fills in the defaults.
 *
 * @throws RangeError that names the caller, when the tolerance is not in (0, 1) or the budget no positive integer
 */
export function iterationOptions(caller: string, options: IterationOptions): Required<IterationOptions> {
  const { tolerance = 1e-3, maxIterations = 200 } = options;
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new RangeError(
      `${caller}: tolerance must lie between 0 and 1 (exclusive), received ${tolerance}; it is relative to |λ|, 1e-3 is usual`,
    );
  }
  checkPositiveInteger(caller, 'maxIterations', maxIterations);
  return { tolerance, maxIterations };
}

/** Throws a RangeError that names the caller and the option unless the value is a positive integer. */
export function checkPositiveInteger(caller: string, option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${caller}: ${option} must be a positive integer, received ${value}`);
  }
}

/** Throws a RangeError that names the caller when an operator has no dimension at all. */
export function checkDimension(caller: string, dimension: number): void {
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    throw new RangeError(
      `${caller}: the operator's dimension must be a positive integer, received ${dimension}; a matrix without rows has no eigenvalue`,
    );
  }
}
