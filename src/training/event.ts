import type { EpochRecord, EpochTimings } from './record.ts';
import type { TrainingState } from './state.ts';

/** What the loop yields after each evaluation of the training split. */
export interface TrainingEvent {
  /** What was computed: a row of `epochs.csv`. */
  readonly record: EpochRecord;
  /** What was measured by clock or memory: a row of `timings.csv`. */
  readonly timings: EpochTimings;
  /** Enough for a bit-identical resume; its arrays are never written to again. */
  readonly state: TrainingState;
}
