import { measurements } from '../config/measurements.ts';
import type { Quantity } from '../config/schema.ts';
import type { EigenpairResult } from '../curvature/result.ts';
import { type StabilityRule, stabilityRatio } from '../curvature/stability.ts';
import { hutchinsonTrace, type TraceResult } from '../curvature/trace.ts';
import { createEigenvalueTracker, type TrackerState } from '../curvature/tracking.ts';
import { randomStream } from '../numerics/random.ts';
import type { Linearization } from '../objectives/contract.ts';
import type { CurvatureRecord, EigenvalueRecord } from './record.ts';
import type { TrainingSession } from './session.ts';

/** What was found of the Hessian at one epoch; null where not measured. */
export interface Measurement {
  readonly top: EigenpairResult | null;
  readonly smallest: EigenpairResult | null;
  readonly trace: TraceResult | null;
  /** Hessian-vector products spent in all. */
  readonly products: number;
}

/** Measures the Hessian along training, each quantity in its own rhythm, warm-started from the time before. */
export interface CurvatureMeter {
  /** Whether any quantity is due after this many epochs. */
  isDue(epoch: number): boolean;
  measure(epoch: number, linearization: Linearization): Measurement;
  /** For the checkpoint. */
  state(): TrackerState;
}

/** @param from the state of an earlier meter of the same config and seed; null at the start of a run */
export function createMeter({ config, seed }: TrainingSession, from: TrackerState | null): CurvatureMeter {
  const { method, tolerance, maxIterations, probeEvery } = config.curvature;
  const rhythms = new Map(measurements(config.curvature).map(({ quantity, every }) => [quantity, every]));
  const isRelative = typeof config.training.optimizer.learningRate === 'object';
  const isDue = (quantity: Quantity, epoch: number) => {
    // A learning rate relative to the stability limit needs λmax once, whatever else is measured.
    if (quantity === 'lambda_max' && epoch === 0 && isRelative) return true;
    const every = rhythms.get(quantity);
    return every !== undefined && epoch % every === 0;
  };
  const tracker = createEigenvalueTracker({ method, tolerance, maxIterations, probeEvery, seed }, from);
  return {
    isDue: (epoch) => (['lambda_max', 'lambda_min', 'trace'] as const).some((name) => isDue(name, epoch)),
    measure(epoch, { hessian, gradient }) {
      const top = isDue('lambda_max', epoch) ? tracker.largest(hessian, gradient) : null;
      const smallest = isDue('lambda_min', epoch) ? tracker.smallest(hessian) : null;
      const random = randomStream(seed, `curvature/trace/epoch-${epoch}`);
      const trace = isDue('trace', epoch) ? hutchinsonTrace(hessian, { random }) : null;
      const products = (top?.products ?? 0) + (smallest?.products ?? 0) + (trace?.products ?? 0);
      return { top, smallest: smallest ?? top?.smallest ?? null, trace, products };
    },
    state: () => tracker.state(),
  };
}

/** The measurement as a row shows it, with the stability ratio at this learning rate. */
export function toCurvatureRecord(
  { top, smallest, trace }: Measurement,
  learningRate: number,
  rule: StabilityRule,
): CurvatureRecord {
  return {
    lambdaMax: top && toEigenvalueRecord(top),
    stabilityRatio: top && stabilityRatio(top.value, learningRate, rule),
    lambdaMin: smallest && toEigenvalueRecord(smallest),
    trace: trace && { value: trace.value, standardError: trace.standardError, products: trace.products },
  };
}

function toEigenvalueRecord({ value, residual, products, status }: EigenpairResult): EigenvalueRecord {
  return { value, residual, products, status };
}
