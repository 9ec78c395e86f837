import type { Frame } from './frame.ts';
import type { Settings } from './settings.ts';

/** What the page asks of its worker. */
export type Request =
  /**
   * Begins training anew and takes `settings.steps` steps. `share` sets the learning rate to that share of the largest
   * stable one at the start.
   */
  | { readonly type: 'open'; readonly id: number; readonly settings: Settings; readonly share: number | null }
  | { readonly type: 'advance'; readonly steps: number }
  /** Training pauses: measure and draw as exactly as can be. */
  | { readonly type: 'settle' };

/** Contours of the loss in a plane, in coordinates of the plane. */
export interface Contours {
  /** From the middle of the square to each side. */
  readonly reach: number;
  /** Rings [x, y, x, y, …] around the values above each level, the levels ascending. */
  readonly levels: readonly { readonly level: number; readonly rings: readonly Float32Array[] }[];
  /** The smallest and the largest value in the plane. */
  readonly range: readonly [number, number];
}

/** What the worker answers; `id` is that of the training it belongs to. */
export type Reply =
  | {
      readonly type: 'opened';
      readonly id: number;
      /** Those asked for, with the learning rate that came of `share`. */
      readonly settings: Settings;
      readonly frame: Frame;
    }
  /** `milliseconds`: what the steps and the measurement took the worker. */
  | { readonly type: 'frame'; readonly id: number; readonly frame: Frame; readonly milliseconds: number }
  /** A new plane, with what was known of the point projected onto it. */
  | { readonly type: 'contours'; readonly id: number; readonly contours: Contours; readonly frame: Frame }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
