import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadExperiments } from '../../claims/catalogue.ts';
import { conduct, planTasks } from '../../claims/conduct.ts';
import type { Experiment } from '../../claims/experiment.ts';
import { writeResult } from '../../claims/files.ts';
import { contradictions, readRecord, recordOf, type VerdictRecord } from '../../claims/record.ts';
import { disagreements } from '../../claims/repetition.ts';
import { startWorkers, type Workers } from '../../claims/workers.ts';
import { makeFolder } from '../../runs/folder.ts';
import { lockDirectory } from '../../runs/lock.ts';
import { wrapLines } from '../compare/text.ts';
import { describeError, exitCodeOf, UsageError } from '../errors.ts';
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
  /** Of all its runs together, on the clocks of their processes. */
  readonly seconds: number;
  /** Sentences; [] where it agrees, null where nothing is recorded. */
  readonly contradictions: readonly string[] | null;
}

/** A claim whose runs did not come to their end. */
interface Failed {
  readonly experiment: Experiment;
  readonly error: unknown;
}

/**
 * `hessian-lab reproduce`: gives the exit code, 4 when a verdict differs from the recorded one. A claim that fails holds
 * no other up.
 */
export async function reproduceClaims(args: ReproduceArguments): Promise<number> {
  const { quick, out = RESULTS, quiet, json } = args;
  if (out === '')
    throw new UsageError('--out: received "", allowed is a folder; leave it away for results/claims.');
  if (quick && args.seeds !== undefined) {
    throw new UsageError('--quick means 3 seeds: leave --seeds away, or --quick.');
  }
  const count = args.seeds === undefined ? (quick ? QUICK_SEEDS : FULL_SEEDS) : positive('seeds', args.seeds);
  const jobs = args.jobs === undefined ? availableParallelism() : positive('jobs', args.jobs);
  const chosen = choose(await loadExperiments(), args.ids ?? []);
  await makeFolder(out);
  const lock = await lockDirectory(out);

  const seeds = Array.from({ length: count }, (_, i) => i + 1);
  const total = chosen.reduce((sum, experiment) => sum + planTasks(experiment, seeds, !quick).length, 0);
  const progress = quiet || json ? silentProgress : createProgress(total);
  const interruption = watchInterruption(() => progress.stop());
  const workers = startWorkers(Math.min(jobs, total), interruption.signal);
  const circumstances = { ...args, seeds, out, workers, progress };
  const ended: (Reproduced | Failed)[] = [];
  try {
    // All at once: their runs wait in one queue, the long ones of statistical claims first, so that no process idles.
    const started = [...chosen].sort((a, b) => b.kind.localeCompare(a.kind));
    const results = await Promise.all(
      started.map((experiment) =>
        reproduceOne(experiment, circumstances).catch((error): Failed => ({ experiment, error })),
      ),
    );
    ended.push(...chosen.map((experiment) => results[started.indexOf(experiment)]!));
  } finally {
    progress.stop();
    await workers.close();
    await lock.release();
    interruption.dispose();
  }
  return report(ended, interruption.signal.aborted, { out, quiet, json });
}

/** Tells what came of the claims, and gives the exit code. */
function report(
  ended: readonly (Reproduced | Failed)[],
  isInterrupted: boolean,
  { out, quiet, json }: { out: string; quiet: boolean; json: boolean },
): number {
  const done = ended.filter((claim) => 'record' in claim);
  const failed = ended.filter((claim) => 'error' in claim);
  const differing = done.filter((claim) => claim.contradictions?.length);
  const exitCode = isInterrupted
    ? exitCodes.interrupted
    : failed.length > 0
      ? Math.max(...failed.map(({ error }) => exitCodeOf(error)))
      : differing.length > 0
        ? exitCodes.checkFailed
        : exitCodes.done;
  const failures = failed.map(({ experiment, error }) => ({
    id: experiment.id,
    name: experiment.name,
    message: describeError(error).message,
  }));
  const claims = done.map(({ record, ...rest }) => ({ ...record, ...rest }));
  if (json) {
    printJson({
      exitCode,
      out,
      claims,
      ...(isInterrupted ? { notDone: failures.map(({ id }) => id) } : { failed: failures }),
    });
    return exitCode;
  }
  if (!quiet && done.length > 0) {
    print(verdictTable(done));
    print(`\nAll findings, numbers and figures: ${join(out, '<claim>')}`);
  }
  for (const { record, contradictions: told } of differing) {
    for (const sentence of told!) printWrapped(`${record.id} ${record.name}: ${sentence}`);
  }
  if (isInterrupted) {
    const list = (ids: readonly string[]) => ids.join(', ') || 'none';
    const [whole, open] = [claims, failures].map((some) => list(some.map(({ id }) => id)));
    printWrapped(`Interrupted. Done and written: ${whole}. Not done, their files as they were: ${open}.`);
    return exitCode;
  }
  for (const { id, name, message } of failures) printError(`${id} ${name} failed: ${message}`);
  return exitCode;
}

function printWrapped(sentence: string): void {
  for (const line of wrapLines(sentence)) printError(line);
}

interface Circumstances {
  readonly seeds: readonly number[];
  readonly quick: boolean;
  readonly out: string;
  readonly against: string | undefined;
  readonly workers: Workers;
  readonly progress: Progress;
}

async function reproduceOne(
  experiment: Experiment,
  { seeds, quick, out, against, workers, progress }: Circumstances,
): Promise<Reproduced> {
  let seconds = 0;
  const result = await conduct(experiment, {
    seeds,
    controls: !quick,
    runner: workers.runner,
    advanced(run) {
      seconds += run.seconds;
      progress.advanced(experiment);
    },
  });
  // Before the files are written: they may go where the recorded ones are.
  const recorded = await readRecord(experiment.id, against);
  await writeResult(join(out, experiment.id), experiment, result);
  const record = recordOf(experiment, result);
  progress.ended(record, seconds);
  const by = quick || (recorded && seeds.length < recorded.seeds) ? 'sign' : 'verdict';
  const differences = recorded && contradictions(recorded, record, by);
  const { repetition } = result.judgement;
  const apart = repetition ? disagreements(repetition) : [];
  return {
    record,
    seconds,
    contradictions: apart.length > 0 ? [...apart, ...(differences ?? [])] : differences,
  };
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
