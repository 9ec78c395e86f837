import type { Experiment, Measurement, StatisticalExperiment } from './experiment.ts';
import { judgeExact } from './judge-exact.ts';
import { judgeStatistical } from './judge-statistical.ts';
import { judgeRepetition, REPEATED_SEEDS } from './repetition.ts';
import type { Result, Row } from './result.ts';

/** One run of an experiment. */
export interface Task {
  readonly arm: string;
  readonly seed: number;
  /** Whether it is the repetition on TensorFlow.js. */
  readonly isRepetition?: boolean;
}

/** A run that is done. */
export interface Run {
  readonly measurement: Measurement;
  /** On the clock of the process that carried it out. */
  readonly seconds: number;
}

/** Carries out a run, in this process or another. */
export type Runner = (experiment: Experiment, task: Task) => Promise<Run>;

/** How an experiment is run. */
export interface Conditions {
  readonly seeds: readonly number[];
  /** Whether the placebo and the repetition on TensorFlow.js are run; default true. An exact claim has neither. */
  readonly controls?: boolean;
  /** Default: in this process, one after the other. */
  readonly runner?: Runner;
  /** Called after each run. */
  advanced?(run: Run): void;
}

/** The arm of an exact claim's rows. */
const INSTANCE = 'instance';

/**
 * The runs that an experiment needs: the repetition, whose runs take longest, all arms with all seeds, and the placebo's
 * arm with as many seeds again.
 */
export function planTasks(experiment: Experiment, seeds: readonly number[], controls = true): Task[] {
  if (experiment.kind === 'exact') return seeds.map((seed) => ({ arm: INSTANCE, seed }));
  const { arms, placebo, repetition } = experiment;
  const runs = seeds.flatMap((seed) => Object.keys(arms).map((arm) => ({ arm, seed })));
  if (!controls) return runs;
  const repeated = seeds
    .slice(0, REPEATED_SEEDS)
    .map((seed) => ({ arm: repetition.arm, seed, isRepetition: true }));
  return [...repeated, ...runs, ...placeboSeeds(seeds).map((seed) => ({ arm: placebo.arm, seed }))];
}

/** As many seeds as given, none of them among those. */
function placeboSeeds(seeds: readonly number[]): number[] {
  const last = Math.max(...seeds);
  return seeds.map((_, i) => last + 1 + i);
}

/** Carries out one run in this process. */
export const runHere: Runner = async (experiment, { arm, seed, isRepetition }) => {
  const start = performance.now();
  const measurement = await measure();
  return { measurement, seconds: (performance.now() - start) / 1000 };

  function measure() {
    if (experiment.kind === 'exact') return experiment.measure(seed, experiment.subject);
    const plain = experiment.arms[arm];
    return experiment.measure(isRepetition ? experiment.repetition.onTensorflow(plain) : plain, seed);
  }
};

/**
 * A runner that carries out one run after the other: TensorFlow.js has one backend in a process, and two that start it at
 * the same time are in each other's way.
 */
export function inTurn(runner: Runner): Runner {
  let last: Promise<unknown> = Promise.resolve();
  return (experiment, task) => {
    const next = last.then(() => runner(experiment, task));
    last = next.catch(() => {});
    return next;
  };
}

/**
 * Runs an experiment and judges its claim.
 *
 * @throws Error that names the run which failed
 * @throws RangeError when a run gives a number that is not finite and has no cap
 */
export async function conduct(experiment: Experiment, conditions: Conditions): Promise<Result> {
  const { seeds, controls = true, runner = inTurn(runHere), advanced } = conditions;
  const tasks = planTasks(experiment, seeds, controls);
  const runs = await Promise.all(
    tasks.map(async (task) => {
      const run = await runner(experiment, task).catch((error: unknown) => {
        throw failure(experiment, task, error);
      });
      advanced?.(run);
      return { task, measurement: run.measurement };
    }),
  );
  const rows = runs
    .filter(({ task }) => !task.isRepetition)
    .map(({ task, measurement }) => toRow(experiment, task, measurement));
  const judgement = judge();
  const result = { seeds, rows, judgement };
  const boundary = experiment.boundary?.(result) ?? null;
  return { ...result, judgement: { ...judgement, boundary } };

  function judge() {
    if (experiment.kind === 'exact') return judgeExact(experiment, rows);
    const others = controls ? placeboSeeds(seeds) : [];
    return judgeStatistical(experiment, seeds, others, rows, repeated(experiment));
  }

  function repeated({ repetition }: StatisticalExperiment) {
    if (!controls) return null;
    const twice = runs
      .filter(({ task }) => task.isRepetition)
      .map(({ task: { arm, seed }, measurement }) => {
        const plain = runs.find(({ task }) => task.arm === arm && task.seed === seed && !task.isRepetition);
        return { seed, closedForm: plain!.measurement, tensorflow: measurement };
      });
    return judgeRepetition(repetition, twice);
  }
}

/** An error that says which run it comes from, and is of the kind of its cause. */
function failure({ id }: Experiment, { arm, seed, isRepetition }: Task, cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  const where = `arm "${arm}" seed ${seed}${isRepetition ? ' on TensorFlow.js' : ''}`;
  const error = new Error(`${id}: ${where}: ${said}`, { cause });
  if (cause instanceof Error) error.name = cause.name;
  return error;
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
