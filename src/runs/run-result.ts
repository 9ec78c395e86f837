import type { VerificationRecord } from '../training/verification.ts';
import type { Run } from './plan.ts';
import type { RunSummary } from './summary.ts';

/** A run that has ended, in whatever way. */
export interface RunResult {
  readonly run: Run;
  /** Its folder. */
  readonly directory: string;
  readonly summary: RunSummary;
  /** How it ended, in words. */
  readonly message: string;
  /** What `verify: true` found to differ. */
  readonly disagreements: readonly VerificationRecord[];
  /** What was thrown in a failed run. */
  readonly error?: unknown;
}
