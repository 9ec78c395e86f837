import { conduct } from '../../src/claims/conduct.ts';
import type { StatisticalExperiment } from '../../src/claims/experiment.ts';
import type { Judgement } from '../../src/claims/result.ts';
import { combine } from '../../src/claims/verdict.ts';

/** A part of a statistical experiment that runs in seconds: some of its effects, and the arms that they need. */
export function part<Arm>(
  experiment: StatisticalExperiment<Arm>,
  effectNames: readonly string[],
  armNames: readonly string[],
): StatisticalExperiment<Arm> {
  const effects = experiment.effects.filter(({ name }) => effectNames.includes(name));
  const arms = Object.fromEntries(armNames.map((name) => [name, experiment.arms[name]!]));
  return { ...experiment, effects, arms };
}

/** The same experiment with arms under each other's names. */
export function swap<Arm>(
  experiment: StatisticalExperiment<Arm>,
  first: string,
  second: string,
): StatisticalExperiment<Arm> {
  const { arms } = experiment;
  return { ...experiment, arms: { ...arms, [first]: arms[second]!, [second]: arms[first]! } };
}

/**
 * The judgement without placebo and repetition, and by however few seeds: a test asks what the arms give, not how sure
 * one may be.
 */
export async function judgementOf<Arm>(
  experiment: StatisticalExperiment<Arm>,
  seeds: readonly number[] = [1, 2, 3],
): Promise<Judgement> {
  const { judgement } = await conduct(experiment as StatisticalExperiment, { seeds, controls: false });
  return { ...judgement, ...combine(judgement.findings, null, null) };
}
