import { counted } from '../../statistics/counted.ts';
import type { Job } from '../../sweeps/job.ts';
import type { SweepPlan } from '../../sweeps/plan.ts';
import { openSession } from '../../training/session.ts';
import { duration } from '../duration.ts';
import { print, printJson } from '../output.ts';
import { estimateCost } from '../run/estimate.ts';

/** Runs whose time is estimated; it takes a tenth of a second each, and neighbours in a plan differ little. */
const SAMPLED = 8;

/** What a run takes beside its work, for its files: see npm run bench:sweep. */
const SECONDS_BESIDE = 0.03;

/** Values of an axis that are written out. */
const SHOWN = 8;

/** Prints the plan of a sweep with an estimated time. Opens data and engines, writes nothing. */
export async function printSweepDryRun(
  plan: SweepPlan,
  missing: readonly Job[],
  options: {
    readonly directory: string;
    readonly processes: number;
    readonly quiet: boolean;
    readonly json: boolean;
  },
): Promise<void> {
  const { directory, processes, quiet, json } = options;
  const seconds = await estimateSeconds(missing, processes);
  if (json) {
    const { name, jobs, axes, duplicates, excluded } = plan;
    const runs = jobs.map(({ folder, arm, seed, values, id }) => ({ folder, arm, seed, values, id }));
    printJson({
      dryRun: true,
      name,
      directory,
      axes,
      duplicates,
      excluded,
      missing: missing.length,
      processes,
      seconds,
      runs,
    });
    return;
  }
  if (quiet) return;
  print(describePlan(plan, missing, processes));
  print(
    `Estimated time: ${duration(seconds)}, from one gradient and one product of ${Math.min(SAMPLED, missing.length)} of the runs on this machine just now, and ${1000 * SECONDS_BESIDE} ms for the files of each; starting up comes on top`,
  );
  print(`Would go to ${directory}; nothing was written`);
}

/**
 * What will run, in a few lines: the number of runs, and each axis with its values.
 *
 * @param place the number of processes on this machine, or the queue
 */
export function describePlan(plan: SweepPlan, missing: readonly Job[], place: number | string): string {
  const { name, jobs, axes, duplicates, excluded } = plan;
  const kept = jobs.length - missing.length;
  const count = (what: readonly unknown[], word: string) => counted(new Set(what).size, word);
  const parts = [
    count(
      jobs.map(({ label }) => label),
      'point',
    ),
    count(
      jobs.map(({ seed }) => seed),
      'seed',
    ),
  ];
  const used = typeof place === 'number' ? Math.min(place, missing.length) : missing.length;
  const processes = `on ${used} process${used > 1 ? 'es' : ''}`;
  const where = used === 0 ? '' : ` ${typeof place === 'number' ? processes : `by the workers at ${place}`}`;
  const lines = [
    `Sweep ${name}: ${counted(jobs.length, 'run')} (${parts.join(', ')}), ${kept === 0 ? '' : `${kept} done before, `}${missing.length} to do${where}`,
    ...axes.map((path) => `  ${path}: ${valuesOf(jobs, path)}`),
  ];
  const arms = [...new Set(jobs.map(({ arm }) => arm))];
  if (arms.length > 1) lines.push(`  arms: ${arms.join(', ')}`);
  if (excluded > 0) lines.push(`  ${excluded} left out by where`);
  if (duplicates > 0)
    lines.push(`  ${duplicates} left out because they would be runs that are planned already`);
  return lines.join('\n');
}

function valuesOf(jobs: readonly Job[], path: string): string {
  const texts = jobs
    .filter(({ values }) => Object.hasOwn(values, path))
    .map(({ values }) => JSON.stringify(values[path]));
  const values = [...new Set(texts)];
  const more = values.length - SHOWN;
  return `${values.slice(0, SHOWN).join(', ')}${more > 0 ? `, … and ${more} more` : ''}`;
}

/** Seconds of all jobs on so many processes, from some of them spread over the plan. */
async function estimateSeconds(jobs: readonly Job[], processes: number): Promise<number> {
  if (jobs.length === 0) return 0;
  const count = Math.min(SAMPLED, jobs.length);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const { config, seed } = jobs[Math.floor((i * jobs.length) / count)]!;
    const session = await openSession(config, seed);
    try {
      total += estimateCost(session).seconds;
    } finally {
      session.dispose();
    }
  }
  return (total / count + SECONDS_BESIDE) * Math.ceil(jobs.length / Math.min(processes, jobs.length));
}
