import { randomStream } from '../numerics/random.ts';
import { medianInterval } from '../statistics/median-bootstrap.ts';
import { signedRankTest } from '../statistics/signed-rank.ts';
import type { Effect, Lookup, StatisticalExperiment } from './experiment.ts';
import { judgeInterval } from './range-ends.ts';
import type { RepetitionFinding } from './repetition.ts';
import type { Finding, Judgement, Row } from './result.ts';
import { statedEffect } from './stated.ts';
import { combine } from './verdict.ts';

/**
 * Seeds below which a statistical claim has no verdict: with 6 the exact signed-rank test, two-sided, can first come out
 * below 0.05 (2/2⁶). With 5 or fewer the interval is the range of the sample and covers the median in 94 % of all cases
 * at 5, in 75 % at 3, in none at 1.
 */
export const LEAST_SEEDS = 6;

/**
 * Judges a statistical claim: for each effect the median over seeds with its bootstrap interval. With fewer than
 * LEAST_SEEDS it is inconclusive, whatever the findings are.
 *
 * @param seeds of the claim itself
 * @param placeboSeeds as many others; [] for no placebo
 * @param rows of all arms with `seeds`, and of the placebo's arm with both
 * @param repetition by TensorFlow.js; null for none
 */
export function judgeStatistical(
  experiment: StatisticalExperiment,
  seeds: readonly number[],
  placeboSeeds: readonly number[],
  rows: readonly Row[],
  repetition: RepetitionFinding | null,
): Judgement {
  const { effects } = experiment;
  const byRun = new Map(rows.map((row) => [`${row.seed}/${row.arm}`, row]));
  const read = (seed: number, arm: string, quantity: string, capped: Set<string>) => {
    const row = byRun.get(`${seed}/${arm}`);
    const value = row?.quantities[quantity];
    if (value === undefined) throw new RangeError(`${experiment.id}: arm "${arm}" measures no "${quantity}"`);
    if (row!.capped.includes(quantity)) capped.add(`${seed}/${arm}/${quantity}`);
    return value;
  };
  const findings = effects.map((effect) => {
    const capped = new Set<string>();
    const samples = seeds.map((seed) => effect.sample((arm, quantity) => read(seed, arm, quantity, capped)));
    return find(effect, samples, capped.size);
  });
  const placebo = placeboSeeds.length === 0 ? null : judgePlacebo(experiment, seeds, placeboSeeds, read);
  const combined = combine(findings, placebo, repetition);
  const verdict = seeds.length < LEAST_SEEDS ? withheld(combined, seeds.length) : combined;
  return { ...verdict, findings, placebo, repetition, boundary: null };
}

function withheld({ verdict, reason }: Pick<Judgement, 'verdict' | 'reason'>, seeds: number) {
  const count = `${seeds} seed${seeds === 1 ? ' is' : 's are'}`;
  return {
    verdict: 'inconclusive' as const,
    reason: `${count} too few for a verdict, which takes ${LEAST_SEEDS}; with these alone: ${verdict}, ${reason}`,
  };
}

type Read = (seed: number, arm: string, quantity: string, capped: Set<string>) => number;

/**
 * The placebo: each quantity that the effect asks for comes from the one arm, under seeds of two disjoint sets in turn,
 * paired at random. Quantities that a seed's true runs have in common are torn apart too.
 */
function judgePlacebo(
  { id, placebo, effects }: StatisticalExperiment,
  seeds: readonly number[],
  others: readonly number[],
  read: Read,
): Finding {
  const effect = effects.find(({ name }) => name === placebo.effect)!;
  const stream = randomStream(0, `claims/${id}/placebo`);
  const shuffled = [seeds, others].map((set) => Array.from(stream.permutation(set.length), (i) => set[i]!));
  const capped = new Set<string>();
  const samples = seeds.map((_, i) => {
    const order = new Map<string, number>();
    const at: Lookup = (arm, quantity) => {
      const key = `${arm}/${quantity}`;
      const place = order.get(key) ?? order.size;
      order.set(key, place);
      const set = shuffled[place % 2]!;
      return read(set[(i + Math.floor(place / 2)) % set.length]!, placebo.arm, quantity, capped);
    };
    return effect.sample(at);
  });
  return { ...find(effect, samples, capped.size), name: `${effect.name}, all arms ${placebo.arm}` };
}

function find(effect: Effect, samples: readonly number[], capped: number): Finding {
  const stated = statedEffect(effect);
  const { estimate, low, high } = medianInterval(samples);
  const [from, to] = stated.range;
  const margin = from === null ? to : to === null ? from : null;
  const p = margin === null ? null : signedRankTest(samples.map((value) => value - margin)).p;
  const verdict = judgeInterval(stated.range, low, high);
  return { ...stated, estimate, low, high, p, samples: samples.length, capped, verdict };
}
