/** The environment variable that says how many seconds may go between two checkpoints. */
const VARIABLE = 'HESSIAN_LAB_CHECKPOINT_SECONDS';

/** So that a killed run loses little. */
const DEFAULT_SECONDS = 10;

/** A checkpoint of a big net takes its time: writing them takes at most this share of a run's. */
const LARGEST_SHARE = 0.05;

/** An environment variable with a value that it cannot have (exit code 2). */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** When checkpoints are due. */
export interface Cadence {
  isDue(): boolean;
  /** Notes that one was written just now, which took so long. */
  written(milliseconds: number): void;
}

/**
 * A checkpoint every 10 seconds or `HESSIAN_LAB_CHECKPOINT_SECONDS`, and more rarely where writing them would take more
 * than a twentieth of the time; 0 is after every epoch, whatever it takes.
 *
 * @throws SettingError
 */
export function checkpointCadence(env: NodeJS.ProcessEnv = process.env): Cadence {
  const text = env[VARIABLE] || String(DEFAULT_SECONDS);
  const interval = 1000 * Number(text);
  if (!(interval >= 0)) {
    throw new SettingError(
      `${VARIABLE}: received ${JSON.stringify(text)}, allowed are seconds from 0 (after each epoch); unset it for ${DEFAULT_SECONDS}`,
    );
  }
  let due = performance.now() + interval;
  return {
    isDue: () => performance.now() >= due,
    written(milliseconds) {
      const pause = interval === 0 ? 0 : Math.max(interval, milliseconds / LARGEST_SHARE);
      due = performance.now() + pause;
    },
  };
}
