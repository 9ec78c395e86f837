import type { RunRows } from './run-rows.ts';
import type { Sample } from './sample.ts';

/** How the runs of two samples belong together. */
export interface Pairing {
  /** `seed`: runs of one seed; `single`: one run on each side; `none`: nothing pairs them. */
  readonly kind: 'seed' | 'single' | 'none';
  /** [reference, other]; [] with `none`. */
  readonly pairs: readonly (readonly [RunRows, RunRows])[];
  /** Whole sentences: what could not be paired. */
  readonly notices: readonly string[];
}

/** Pairs by seed where both sides have seeds in common; one run on each side is a pair whatever its seed. */
export function pairRuns(reference: Sample, other: Sample): Pairing {
  const sides = `${other.letter} : ${reference.letter}`;
  const pairs = reference.runs.flatMap((run) => {
    const partner = run.seed === null ? undefined : other.runs.find(({ seed }) => seed === run.seed);
    return partner ? [[run, partner] as const] : [];
  });
  if (pairs.length > 0) {
    const paired = new Set(pairs.flat());
    const notices = [reference, other].flatMap(({ letter, runs }) => {
      const alone = runs.filter((run) => !paired.has(run)).map(({ seed }) => seed ?? 'none');
      return alone.length === 0 ? [] : [`${sides}: only ${letter} has seed ${alone.join(', ')}: left out.`];
    });
    return { kind: 'seed', pairs, notices };
  }
  if (reference.runs.length === 1 && other.runs.length === 1) {
    const [first, second] = [reference.runs[0]!, other.runs[0]!];
    const seeds = [first, second].map(({ seed }) => seed ?? 'none').join(' and ');
    const notices = [
      first.seed === second.seed
        ? `${sides}: one run each, taken as a pair.`
        : `${sides}: one run each, of seeds ${seeds}, taken as a pair.`,
    ];
    return { kind: 'single', pairs: [[first, second]], notices };
  }
  return {
    kind: 'none',
    pairs: [],
    notices: [`${sides}: not paired, for ${whyNot(reference, other)}; ${UNPAIRED}`],
  };
}

const UNPAIRED = 'difference of the medians and p of the rank-sum test, for independent samples.';

function whyNot(reference: Sample, other: Sample): string {
  const without = [reference, other].filter(({ runs }) => runs.every(({ seed }) => seed === null));
  if (without.length > 0) {
    return `the runs of ${without.map(({ letter }) => letter).join(' and ')} name no seed`;
  }
  const seeds = [reference, other].map(({ letter, runs }) => `${letter}: ${listed(runs)}`);
  return `no seed is in both (${seeds.join('; ')})`;
}

/** The seeds, the first few of many. */
function listed(runs: readonly RunRows[]): string {
  const seeds = runs.map(({ seed }) => seed ?? 'none');
  return seeds.length <= MOST_LISTED ? seeds.join(', ') : `${seeds.slice(0, MOST_LISTED - 1).join(', ')}, …`;
}

const MOST_LISTED = 6;
