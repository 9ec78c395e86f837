/** One thing to time. `prepare` runs untimed before its turn in each round. */
export interface Contender {
  readonly prepare: () => Promise<void>;
  /** Returns a number that depends on its result, so that no work can be skipped. */
  readonly run: () => number;
}

/** Quartiles of the time of one call, in milliseconds. */
export interface Timing {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly calls: number;
}

/**
 * Times contenders in turns: each round runs every one of them, so a slow spell of a shared machine meets all alike.
 * The first round warms up and is thrown away. A turn repeats a short call until `turnMilliseconds` have passed.
 *
 * @param clock milliseconds; by default those of the wall clock
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
  turnMilliseconds: number,
  clock = () => performance.now(),
): Promise<Timing[]> {
  const times: number[][] = contenders.map(() => []);
  let sink = 0;
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { prepare, run }] of contenders.entries()) {
      await prepare();
      const end = performance.now() + turnMilliseconds;
      do {
        const start = clock();
        sink += run();
        if (round > 0) times[index]!.push(clock() - start);
      } while (performance.now() < end);
    }
  }
  if (Number.isNaN(sink)) throw new Error('a contender computed NaN, so its time means nothing');
  return times.map(summarize);
}

function summarize(times: number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  return {
    median: quantile(0.5),
    lowerQuartile: quantile(0.25),
    upperQuartile: quantile(0.75),
    calls: sorted.length,
  };
}
