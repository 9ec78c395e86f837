import type { Experiment, Measurement } from './experiment.ts';
import { judgeExact } from './judge-exact.ts';
import { judgeStatistical } from './judge-statistical.ts';
import type { Result, Row } from './result.ts';

/** One run of an experiment. */
export interface Task {
  readonly arm: string;
  readonly seed: number;
}

/** Carries out a run, in this process or another. */
export type Runner = (experiment: Experiment, task: Task) => Promise<Measurement>;

/** How an experiment is run. */
export interface Conditions {
  readonly seeds: readonly number[];
  /** Default true; an exact claim has none. */
  readonly placebo?: boolean;
  /** Default: in this process. */
  readonly runner?: Runner;
  /** Called after each run. */
  advanced?(done: number, total: number): void;
}

/** The arm of an exact claim's rows. */
const INSTANCE = 'instance';

/** The runs that an experiment needs: all arms with all seeds, the placebo's arm with as many seeds again. */
export function planTasks(experiment: Experiment, seeds: readonly number[], placebo = true): Task[] {
  if (experiment.kind === 'exact') return seeds.map((seed) => ({ arm: INSTANCE, seed }));
  const runs = seeds.flatMap((seed) => Object.keys(experiment.arms).map((arm) => ({ arm, seed })));
  const others = placebo ? placeboSeeds(seeds) : [];
  return [...runs, ...others.map((seed) => ({ arm: experiment.placebo.arm, seed }))];
}

/** As many seeds as given, none of them among those. */
function placeboSeeds(seeds: readonly number[]): number[] {
  const last = Math.max(...seeds);
  return seeds.map((_, i) => last + 1 + i);
}

/** Carries out one run in this process. */
export const runHere: Runner = async (experiment, { arm, seed }) =>
  experiment.kind === 'exact'
    ? experiment.measure(seed, experiment.subject)
    : experiment.measure(experiment.arms[arm], seed);

/**
 * Runs an experiment and judges its claim.
 *
 * @throws RangeError when a run gives a number that is not finite and has no cap
 */
export async function conduct(experiment: Experiment, conditions: Conditions): Promise<Result> {
  const { seeds, placebo = true, runner = runHere, advanced } = conditions;
  const tasks = planTasks(experiment, seeds, placebo);
  let done = 0;
  const rows = await Promise.all(
    tasks.map(async (task) => {
      const measurement = await runner(experiment, task);
      done += 1;
      advanced?.(done, tasks.length);
      return toRow(experiment, task, measurement);
    }),
  );
  if (experiment.kind === 'exact') return { seeds, rows, judgement: judgeExact(experiment, rows) };
  const others = placebo ? placeboSeeds(seeds) : [];
  const judgement = judgeStatistical(experiment, seeds, others, rows);
  const result = { seeds, rows, judgement };
  const boundary = experiment.boundary?.(result) ?? null;
  return { ...result, judgement: { ...judgement, boundary } };
}

/** Replaces what was never reached by its cap. An exact claim has no caps: its bounds refuse NaN by themselves. */
function toRow(experiment: Experiment, { arm, seed }: Task, { quantities, curves = {} }: Measurement): Row {
  const capped: string[] = [];
  const filled = Object.entries(quantities).map(([name, value]): [string, number] => {
    if (experiment.kind === 'exact') return [name, value ?? Number.NaN];
    if (value !== null && Number.isFinite(value)) return [name, value];
    const cap = experiment.caps[name];
    if (cap === undefined) {
      throw new RangeError(
        `${experiment.id}: arm "${arm}" seed ${seed} gave ${name} = ${value}, for which no cap is stated`,
      );
    }
    capped.push(name);
    return [name, cap];
  });
  return { arm, seed, quantities: Object.fromEntries(filled), capped, curves };
}
