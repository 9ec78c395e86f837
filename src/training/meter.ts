import { foreseeStep, type StepPrediction } from '../curvature/local-model/step-quality.ts';
import type { EigenpairResult } from '../curvature/result.ts';
import { type StabilityRule, stabilityRatio } from '../curvature/stability.ts';
import { createEigenvalueTracker, type EigenvalueTrackerOptions } from '../curvature/tracking.ts';
import type { Linearization } from '../objectives/contract.ts';
import { ROUNDOFF } from '../objectives/engine.ts';
import { exactly } from './quantities/operators.ts';
import type { Found } from './quantities/quantity.ts';
import { plannedQuantities, startQuantity } from './quantities/table.ts';
import { topPairs } from './quantities/top-pairs.ts';
import type { CurvatureRecord, EigenvalueRecord, SuiteRecord, TraceRecord } from './record.ts';
import type { TrainingSession } from './session.ts';
import type { TrainingState } from './state.ts';

/** What was found of the Hessian at one epoch; null or absent where not measured. */
export interface Measurement {
  readonly top: EigenpairResult | null;
  readonly smallest: EigenpairResult | null;
  readonly trace: TraceRecord | null;
  readonly suite: SuiteRecord;
  /** Products spent in all, with the Hessian and with the Gauss-Newton matrix. */
  readonly products: number;
}

/** What the meter carries from one epoch to the next: plain data, for the checkpoint. */
export type MeterState = Pick<TrainingState, 'tracker' | 'suite'>;

/** Measures the Hessian along training, each quantity in its own rhythm, warm-started from the time before. */
export interface CurvatureMeter {
  /** Whether any quantity is due after this many epochs. */
  isDue(epoch: number): boolean;
  /** Whether the step that starts after this many epochs is to be foreseen. */
  foresees(epoch: number): boolean;
  /** Foresees the decrease of the loss from a point to the next one, with a product there. */
  foresee(linearization: Linearization, from: Float64Array, to: Float64Array): StepPrediction;
  /** @param prediction what was foreseen of the step that ended here; null where nothing was */
  measure(epoch: number, linearization: Linearization, prediction: StepPrediction | null): Measurement;
  state(): MeterState;
}

/** @param from the state of an earlier meter of the same config and seed; null at the start of a run */
export function createMeter(
  { config, seed, layout, engines }: TrainingSession,
  from: MeterState | null,
): CurvatureMeter {
  const { method, tolerance, maxIterations, probeEvery } = config.curvature;
  const planned = plannedQuantities(config.curvature);
  const start = startQuantity(config.curvature);
  const isRelative = typeof config.training.optimizer.learningRate === 'object';
  const due = (epoch: number) => {
    const found = planned.filter(({ every }) => epoch % every === 0);
    // A learning rate relative to the stability limit needs λmax once, whatever else is measured.
    const isMissing = epoch === 0 && isRelative && !found.some(({ quantity }) => quantity === 'lambda_max');
    return isMissing ? [start, ...found] : found;
  };
  const options: EigenvalueTrackerOptions = { method, tolerance, maxIterations, probeEvery, seed };
  const tracker = createEigenvalueTracker(options, from?.tracker);
  const gaussNewtonTracker = createEigenvalueTracker(
    { ...options, stream: 'curvature/gauss-newton' },
    from?.suite.gaussNewton,
  );
  const tracksGaussNewton = planned.some(({ quantity }) => quantity === 'gauss_newton');
  let topVectors = from?.suite.topVectors ?? [];
  return {
    isDue: (epoch) => due(epoch).length > 0,
    foresees: (epoch) =>
      epoch < config.training.epochs && due(epoch + 1).some(({ quantity }) => quantity === 'step_quality'),
    foresee({ value, gradient, hessian }, from, to) {
      const displacement = to.map((entry, i) => entry - from[i]!);
      return foreseeStep({ gradient, hessian: exactly(hessian), displacement, valueBefore: value });
    },
    measure(epoch, linearization, prediction) {
      const quantities = due(epoch);
      const count = Math.max(1, ...quantities.map(({ pairs }) => pairs));
      const context = {
        ...{ epoch, seed, layout, tolerance, maxIterations, linearization, prediction },
        ...{ tracker, gaussNewtonTracker },
        roundoff: ROUNDOFF[engines.curvature.precision],
        topPairs: topPairs(linearization.hessian, {
          ...{ count, tolerance, maxIterations, seed, epoch },
          start: topVectors,
        }),
      };
      const found = quantities.map(({ measure }) => measure(context));
      const vectors = context.topPairs.vectors();
      if (vectors.length > 0) topVectors = vectors;
      return together(found);
    },
    state: () => ({
      tracker: tracker.state(),
      suite: { gaussNewton: tracksGaussNewton ? gaussNewtonTracker.state() : null, topVectors },
    }),
  };
}

/** A λmin of its own, later in the list, goes before one that the search for λmax met. */
function together(found: readonly Found[]): Measurement {
  const all: Omit<Found, 'products'> = Object.assign({}, ...found);
  const suite: SuiteRecord = Object.assign({}, ...found.map(({ suite }) => suite));
  const products = found.reduce((sum, { products }) => sum + products, 0);
  const { top, smallest, trace } = all;
  return { top: top ?? null, smallest: smallest ?? null, trace: trace ?? null, suite, products };
}

/** The measurement as a row shows it, with the stability ratio at this learning rate. */
export function toCurvatureRecord(
  { top, smallest, trace, suite }: Measurement,
  learningRate: number,
  rule: StabilityRule,
): CurvatureRecord {
  return {
    lambdaMax: top && toEigenvalueRecord(top),
    stabilityRatio: top && stabilityRatio(top.value, learningRate, rule),
    lambdaMin: smallest && toEigenvalueRecord(smallest),
    trace,
    ...suite,
  };
}

function toEigenvalueRecord({ value, residual, products, status }: EigenpairResult): EigenvalueRecord {
  return { value, residual, products, status };
}
