import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadExperiments } from '../../claims/catalogue.ts';
import { conduct, planTasks } from '../../claims/conduct.ts';
import type { Experiment } from '../../claims/experiment.ts';
import { writeResult } from '../../claims/files.ts';
import { type Comparison, comparisonOf, contradictions } from '../../claims/contradictions.ts';
import { RecordError, readRecord } from '../../claims/read-record.ts';
import { recordOf, type VerdictRecord } from '../../claims/record.ts';
import { LEAST_SEEDS } from '../../claims/judge-statistical.ts';
import { disagreements } from '../../claims/repetition.ts';
import { startWorkers, type Workers } from '../../claims/workers.ts';
import { makeFolder } from '../../runs/folder.ts';
import { lockDirectory } from '../../runs/lock.ts';
import { intervalCaution } from '../../statistics/median-bootstrap.ts';
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
  /** What is compared; null where nothing is recorded. */
  readonly comparedBy: Comparison | null;
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
  // Before anything runs: a damaged record is told at once, and the new files may go where the recorded ones are.
  const recorded = await readRecords(chosen, args.against);
  await makeFolder(out);
  const lock = await lockDirectory(out);

  const seeds = Array.from({ length: count }, (_, i) => i + 1);
  const total = chosen.reduce((sum, experiment) => sum + planTasks(experiment, seeds, !quick).length, 0);
  const progress = quiet ? silentProgress : createProgress(total);
  const interruption = watchInterruption(() => progress.stop());
  const workers = startWorkers(Math.min(jobs, total), interruption.signal);
  const circumstances = { quick, recorded, seeds, out, workers, progress };
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
    for (const note of notes(done)) for (const line of wrapLines(note)) print(line);
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

/** What the table cannot say: what so few seeds are worth, and which claims have no record. */
function notes(done: readonly Reproduced[]): string[] {
  const few = done.find(({ record }) => record.kind === 'statistical' && record.seeds < LEAST_SEEDS);
  const isBySign = done.some(({ comparedBy }) => comparedBy === 'sign');
  const unrecorded = done.filter(({ comparedBy }) => comparedBy === null).map(({ record }) => record.id);
  const fewSeeds = few && intervalCaution(few.record.seeds);
  return [
    ...(few ? [`Statistical claims have no verdict with fewer than ${LEAST_SEEDS} seeds. ${fewSeeds}`] : []),
    ...(isBySign
      ? ['"by sign": the same signs, no effect lies on the other side of its margin than the recorded one.']
      : []),
    ...(unrecorded.length > 0 ? [`Nothing is recorded of ${unrecorded.join(', ')}: not compared.`] : []),
  ];
}

function printWrapped(sentence: string): void {
  for (const line of wrapLines(sentence)) printError(line);
}

interface Circumstances {
  readonly seeds: readonly number[];
  readonly quick: boolean;
  readonly out: string;
  readonly recorded: ReadonlyMap<string, VerdictRecord>;
  readonly workers: Workers;
  readonly progress: Progress;
}

async function reproduceOne(
  experiment: Experiment,
  { seeds, quick, out, recorded, workers, progress }: Circumstances,
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
  await writeResult(join(out, experiment.id), experiment, result);
  const record = recordOf(experiment, result);
  progress.ended(record, seconds);
  const before = recorded.get(experiment.id);
  const differences = before ? contradictions(before, record) : null;
  const { repetition } = result.judgement;
  const apart = repetition ? disagreements(repetition) : [];
  return {
    record,
    seconds,
    contradictions: apart.length > 0 ? [...apart, ...(differences ?? [])] : differences,
    comparedBy: before ? comparisonOf(before, record) : null,
  };
}

/**
 * The recorded verdicts, by claim. In a folder that was asked for, each has to have one; in the package's own a new claim
 * has none yet.
 */
async function readRecords(
  chosen: readonly Experiment[],
  against: string | undefined,
): Promise<ReadonlyMap<string, VerdictRecord>> {
  const records = new Map<string, VerdictRecord>();
  for (const { id } of chosen) {
    const record = await readRecord(id, against);
    if (record) records.set(id, record);
  }
  const without = chosen.map(({ id }) => id).filter((id) => !records.has(id));
  if (against !== undefined && without.length > 0) {
    throw new RecordError(
      `--against: ${against} has no record of ${without.join(', ')} (<claim>/verdict.json). Name the claims that it has: ${[...records.keys()].join(', ') || 'none of those asked for'}.`,
    );
  }
  return records;
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
