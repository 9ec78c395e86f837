import { exitCodes } from '../exit-code.ts';

/**
 * Two signals that arrive closer together than this are one press of Ctrl-C: npm passes it on to a program that
 * the terminal has told already.
 */
const SAME_PRESS_MILLISECONDS = 300;

/** Ctrl-C and SIGTERM, as something a loop can look at. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back their default effect. */
  dispose(): void;
}

/** The first signal asks for an orderly end (`signal` aborts, `onFirst` is called), a second one ends at once. */
export function watchInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  let pressed = Number.NEGATIVE_INFINITY;
  const interrupt = () => {
    if (!controller.signal.aborted) {
      pressed = performance.now();
      controller.abort();
      onFirst();
    } else if (performance.now() - pressed > SAME_PRESS_MILLISECONDS) {
      process.exit(exitCodes.interrupted);
    }
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    },
  };
}
