import { setTimeout } from 'node:timers/promises';
import { summarize, type Timing } from './statistics.ts';

/** One thing to time, in this process or another. */
export interface Contender {
  /** Repeats the call until `milliseconds` have passed, once at least; the milliseconds of each call. */
  turn(milliseconds: number): Promise<readonly number[]>;
}

/** Idle time between turns, in milliseconds: libraries' threads spin for a while before they sleep. */
const PAUSE = 5;

/**
 * Times contenders in turns: each round runs every one of them, so a slow spell of a shared machine meets all alike.
 * The first round warms up and is thrown away. Every second round goes backwards, so that nobody always has the same
 * neighbour. A contender that throws is given up, the others go on.
 *
 * @returns quartiles over the calls of all rounds, or what was thrown, in the contenders' order
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
  turnMilliseconds: number,
): Promise<(Timing | Error)[]> {
  const times: number[][] = contenders.map(() => []);
  const failures = new Map<number, Error>();
  for (let round = 0; round <= rounds; round++) {
    const order = contenders.map((_, index) => index);
    if (round % 2 === 1) order.reverse();
    for (const index of order) {
      if (failures.has(index)) continue;
      try {
        const calls = await contenders[index]!.turn(turnMilliseconds);
        if (round > 0) times[index]!.push(...calls);
      } catch (error) {
        failures.set(index, error as Error);
      }
      await setTimeout(PAUSE);
    }
  }
  return times.map((calls, index) => failures.get(index) ?? summarize(calls));
}

/** The timing of a contender that has no excuse to fail, such as our own: what it threw is thrown on. */
export function succeeded(outcome: Timing | Error): Timing {
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/**
 * A contender of this process.
 *
 * @param run returns a number that depends on its result, so that no work can be skipped
 * @param prepare runs untimed before each turn
 * @param clock milliseconds; by default those of the wall clock
 */
export function localContender(
  run: () => number | Promise<number>,
  prepare: () => Promise<void> = async () => {},
  clock = () => performance.now(),
): Contender {
  return {
    async turn(milliseconds) {
      await prepare();
      const times: number[] = [];
      const end = performance.now() + milliseconds;
      do {
        const start = clock();
        const pending = run();
        // Awaiting a plain number would put a turn of the event loop into the time.
        const result = typeof pending === 'number' ? pending : await pending;
        times.push(clock() - start);
        if (Number.isNaN(result)) throw new Error('a contender computed NaN, so its time means nothing');
      } while (performance.now() < end);
      return times;
    },
  };
}
