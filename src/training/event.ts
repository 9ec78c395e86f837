import type { EpochRecord, EpochTimings } from './record.ts';
import type { TrainingState } from './state.ts';

/** What the loop yields after each evaluation of the training split. */
export interface TrainingEvent {
  readonly record: EpochRecord;
  readonly timings: EpochTimings;
  /** Enough for a bit-identical resume; its arrays are never written to again. */
  readonly state: TrainingState;
}
