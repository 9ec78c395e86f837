import type { CriticalPointKind } from '../curvature/critical-points/second-derivative-test.ts';

/** A known eigenvalue of the Hessian at the present point. */
export interface KnownPair {
  readonly value: number;
  /** ‖Hv − λv‖. */
  readonly residual: number;
  /** The eigenvector's part in the plane that is drawn. */
  readonly inPlane: readonly [number, number];
}

/** What is known of the present point: what the page shows. Plain data, so that a worker can send it. */
export interface Frame {
  readonly step: number;
  readonly dimension: number;
  readonly loss: number;
  readonly gradientNorm: number;
  /** The algebraically largest eigenvalue, with its residual. */
  readonly lambdaMax: number;
  readonly lambdaResidual: number;
  /** Whether λmax is right to rounding; else its relative residual is at most 1e-3. */
  readonly isExact: boolean;
  /** Algebraically largest first; all of them where there are two, else the top ones and the smallest. */
  readonly pairs: readonly KnownPair[];
  readonly verdict: Verdict;
  /** Steps so far in the plane that is drawn, [x, y, x, y, …]; the last is the present point. */
  readonly path: readonly number[];
  readonly status: 'moving' | 'converged' | 'diverged';
}

/** The second-derivative test at the present point, in counts. */
export interface Verdict {
  readonly kind: CriticalPointKind;
  readonly positive: number;
  readonly zero: number;
  readonly negative: number;
  readonly unknown: number;
  readonly missing: string;
}
