import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadExperiments } from '../../claims/catalogue.ts';
import { conduct, planTasks } from '../../claims/conduct.ts';
import type { Experiment } from '../../claims/experiment.ts';
import { writeResult } from '../../claims/files.ts';
import { contradictions, readRecord, recordOf, type VerdictRecord } from '../../claims/record.ts';
import { startWorkers, type Workers } from '../../claims/workers.ts';
import { checkFolder } from '../../runs/folder.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print, printError, printJson } from '../output.ts';
import { watchInterruption } from '../run/interruption.ts';
import { didYouMean } from '../suggestion.ts';
import { positive } from '../whole-number.ts';
import { createProgress, type Progress, silentProgress } from './progress.ts';
import { verdictTable } from './verdict-table.ts';

const RESULTS = join('results', 'claims');
const FULL_SEEDS = 10;
const QUICK_SEEDS = 3;

/** The arguments of `hessian-lab reproduce`. */
export interface ReproduceArguments {
  readonly ids: readonly string[] | undefined;
  readonly seeds: string | undefined;
  readonly quick: boolean;
  readonly jobs: string | undefined;
  readonly out: string | undefined;
  readonly against: string | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** A claim that was run, with how it compares. */
export interface Reproduced {
  readonly record: VerdictRecord;
  readonly seconds: number;
  /** Sentences; [] where it agrees, null where nothing is recorded. */
  readonly contradictions: readonly string[] | null;
}

/** `hessian-lab reproduce`: gives the exit code, 4 when a verdict differs from the recorded one. */
export async function reproduceClaims(args: ReproduceArguments): Promise<number> {
  const { quick, out = RESULTS, against, quiet, json } = args;
  if (out === '')
    throw new UsageError('--out: received "", allowed is a folder; leave it away for results/claims.');
  if (quick && args.seeds !== undefined) {
    throw new UsageError('--quick means 3 seeds: leave --seeds away, or --quick.');
  }
  const count = args.seeds === undefined ? (quick ? QUICK_SEEDS : FULL_SEEDS) : positive('seeds', args.seeds);
  const jobs = args.jobs === undefined ? availableParallelism() : positive('jobs', args.jobs);
  const chosen = choose(await loadExperiments(), args.ids ?? []);
  await checkFolder(out);

  const seeds = Array.from({ length: count }, (_, i) => i + 1);
  const total = chosen.reduce((sum, experiment) => sum + planTasks(experiment, seeds, !quick).length, 0);
  const progress = quiet || json ? silentProgress : createProgress(total);
  const interruption = watchInterruption(() => progress.stop());
  const workers = startWorkers(Math.min(jobs, total), interruption.signal);
  const done: Reproduced[] = [];
  try {
    for (const experiment of chosen) {
      done.push(await reproduceOne(experiment, { seeds, placebo: !quick, out, against, workers, progress }));
    }
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
  } finally {
    progress.stop();
    await workers.close();
    interruption.dispose();
  }
  const differing = done.filter((claim) => claim.contradictions?.length);
  const exitCode = interruption.signal.aborted
    ? exitCodes.interrupted
    : differing.length > 0
      ? exitCodes.checkFailed
      : exitCodes.done;
  if (json) printJson({ exitCode, out, claims: done.map(({ record, ...rest }) => ({ ...record, ...rest })) });
  else if (!quiet && done.length > 0) {
    print(verdictTable(done));
    print(`Figures and numbers: ${join(out, '<claim>')}`);
  }
  if (json) return exitCode;
  for (const { record, contradictions: told } of differing) {
    for (const sentence of told!) printError(`${record.id} ${record.name}: ${sentence}`);
  }
  return exitCode;
}

interface Circumstances {
  readonly seeds: readonly number[];
  readonly placebo: boolean;
  readonly out: string;
  readonly against: string | undefined;
  readonly workers: Workers;
  readonly progress: Progress;
}

async function reproduceOne(
  experiment: Experiment,
  { seeds, placebo, out, against, workers, progress }: Circumstances,
): Promise<Reproduced> {
  const start = performance.now();
  const { runner } = workers;
  const result = await conduct(experiment, {
    seeds,
    placebo,
    runner,
    advanced: () => progress.advanced(experiment),
  });
  const seconds = (performance.now() - start) / 1000;
  // Before the files are written: they may go where the recorded ones are.
  const recorded = await readRecord(experiment.id, against);
  await writeResult(join(out, experiment.id), experiment, result);
  const record = recordOf(experiment, result);
  progress.ended(record, seconds);
  return { record, seconds, contradictions: recorded && contradictions(recorded, record) };
}

/** The experiments asked for, each once, in the order of the catalogue; upper and lower case are the same. */
function choose(all: readonly Experiment[], ids: readonly string[]): readonly Experiment[] {
  const known = all.map(({ id }) => id);
  const asked = ids.map((id) => id.toUpperCase());
  const unknown = ids.filter((_, i) => !known.includes(asked[i]!));
  if (unknown.length > 0) {
    const told = unknown.map((id) => `Unknown claim "${id}"${didYouMean(id.toUpperCase(), known)}`);
    throw new UsageError(`${told.join(' ')} Claims: ${known.join(', ')}.`);
  }
  return asked.length === 0 ? all : all.filter(({ id }) => asked.includes(id));
}
