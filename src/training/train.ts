import type { StepPrediction } from '../curvature/local-model/step-quality.ts';
import { stabilityRatio } from '../curvature/stability.ts';
import { norm } from '../numerics/vector.ts';
import { advance } from './advance.ts';
import { hasDiverged } from './divergence.ts';
import { evaluate, testLoss } from './evaluation.ts';
import type { TrainingEvent } from './event.ts';
import { faultOf } from './finite.ts';
import { createMeter, type MeterState, toCurvatureRecord } from './meter.ts';
import { completed, diverged, type TrainingOutcome } from './outcome.ts';
import type { TrainingSession } from './session.ts';
import { certifiedSharpness } from './sharpness.ts';
import { certifiedStart, startState } from './start.ts';
import type { TrainingState } from './state.ts';

/**
 * The training loop: yields one event an epoch, epoch 0 (before the first step) first, and returns the outcome.
 * It touches no file and no terminal: log, progress and checkpoint are consumers of its events. It is synchronous,
 * so that a consumer decides when signals get in; for long epochs it also yields null, which records nothing and is
 * only such a moment.
 *
 * @param resumeFrom a state that an earlier run of the same config and seed yielded: the next event is that of the
 * following epoch, and its record is bit-identical to the uninterrupted run's
 *
 * A number in the steps of an epoch that is not finite ends the run in that step: the epoch's record then stands where
 * its steps ended.
 *
 * @throws {StabilityLimitError} when the learning rate is relative to a stability limit that the start lacks
 */
export function* train(
  session: TrainingSession,
  resumeFrom: TrainingState | null = null,
): Generator<TrainingEvent | null, TrainingOutcome, void> {
  const meter = createMeter(session, resumeFrom);
  const { rule } = session.optimizer;
  const lap = stopwatch();
  let state = resumeFrom;
  let lastGood: LastGood | null = null;
  let fault: string | null = null;
  /** Of the step that led to the epoch at hand, the milliseconds of the step and of what was foreseen of it. */
  let prediction: StepPrediction | null = null;
  let stepping = 0;
  let foreseeing = 0;

  for (;;) {
    const isResumed = state !== null && state === resumeFrom;
    const epoch = state?.epoch ?? 0;
    const foresees = meter.foresees(epoch);
    const isDue = meter.isDue(epoch);
    const evaluation = evaluate(session, state?.parameters ?? session.initial, isDue || foresees);
    const { loss, gradient, linearization } = evaluation;
    const gradientNorm = norm(gradient);
    fault ??= faultOf(evaluation, session.layout);
    const hasFailed =
      fault !== null || hasDiverged(loss, gradientNorm, state?.divergenceLoss ?? Number.MAX_VALUE);
    const trainingMilliseconds = stepping + lap();

    if (!isResumed) {
      let measured =
        isDue && linearization && !hasFailed ? meter.measure(epoch, linearization, prediction) : null;
      if (state === null && measured) measured = certifiedStart(session, measured, linearization!.hessian);
      state ??= startState(session, meter, loss, measured);
      state = note(
        state,
        loss,
        session.config.training.targetLoss,
        measured?.products ?? prediction?.products ?? 0,
        meter.state(),
      );
      const event: TrainingEvent = {
        record: {
          epoch,
          step: state.step,
          learningRate: state.learningRate,
          trainLoss: loss,
          testLoss: testLoss(session, state),
          gradientNorm,
          curvature: measured && toCurvatureRecord(measured, state.learningRate, rule),
        },
        timings: {
          epoch,
          trainingMilliseconds,
          curvatureMilliseconds: lap() + foreseeing,
          residentBytes: process.memoryUsage.rss(),
          tensors: session.engines.training.tensorCount(),
        },
        state,
      };
      yield event;
      if (hasFailed) {
        return diverged(event, lastGood?.state ?? null, lastGood && lateRatio(session, lastGood), fault);
      }
      lastGood = { state, ratio: event.record.curvature?.stabilityRatio ?? null };
    } else {
      lastGood = { state: resumeFrom!, ratio: null };
    }
    const { epochs, stopAtTarget } = session.config.training;
    if (epoch >= epochs || (stopAtTarget && state!.epochsToTarget !== null)) return completed(state!);
    lap();
    const { parameters } = state!;
    ({ state, fault } = yield* advance(session, state!, evaluation));
    stepping = lap();
    // Before the next point is linearised: an objective may keep the passes of its newest point only.
    prediction =
      foresees && linearization && fault === null
        ? meter.foresee(linearization, parameters, state.parameters)
        : null;
    foreseeing = lap();
  }
}

/** An epoch that ended well, and the stability ratio of its row. */
interface LastGood {
  readonly state: TrainingState;
  readonly ratio: number | null;
}

/** The ratio where the row has none, for `curvature.every` passed over it or it was of the run before: a diverged run has to tell it. */
function lateRatio(session: TrainingSession, { state, ratio }: LastGood): number {
  if (ratio !== null) return ratio;
  const { value } = certifiedSharpness(session, session.curvature.linearize(state.parameters).hessian);
  return stabilityRatio(value, state.learningRate, session.optimizer.rule);
}

/** The state with this epoch's bookkeeping. */
function note(
  state: TrainingState,
  loss: number,
  targetLoss: number | null,
  products: number,
  meter: MeterState,
): TrainingState {
  const reached = targetLoss !== null && loss <= targetLoss;
  return {
    ...state,
    epochsToTarget: state.epochsToTarget ?? (reached ? state.epoch : null),
    gradients: state.gradients + 1,
    products: state.products + products,
    ...meter,
  };
}

/** Milliseconds since the last call. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const since = last;
    last = performance.now();
    return last - since;
  };
}
