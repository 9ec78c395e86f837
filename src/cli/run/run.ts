import { join } from 'node:path';
import type { Experiment } from '../../config/experiment.ts';
import { loadExperiment } from '../../config/load.ts';
import { chosenDirectory, numberedDirectory, refuseTaken } from '../../runs/directory.ts';
import { executeExperiment } from '../../runs/execute.ts';
import { checkFolder } from '../../runs/folder.ts';
import { pointLatest } from '../../runs/latest.ts';
import { planRuns } from '../../runs/plan.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { print } from '../output.ts';
import { printDryRun } from './dry-run.ts';
import { type Notes, reportResults, shortPath } from './outcome.ts';
import { checkBeforeWriting } from './preflight.ts';
import { createProgress, silentProgress } from './progress.ts';
import { resumeRun } from './resume.ts';
import { watched } from './watched.ts';

/** Where results go without `--out`. */
const RESULTS = 'results';

/** The arguments of `hessian-lab run`. */
export interface RunArguments {
  readonly config: string | undefined;
  readonly out: string | undefined;
  readonly resume: string | undefined;
  readonly seed: string | undefined;
  readonly set: readonly string[] | undefined;
  readonly 'dry-run': boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** `hessian-lab run`: gives the exit code. Throws what stops the whole of it; see `../errors.ts`. */
export async function runExperiment(args: RunArguments): Promise<number> {
  if (args.resume !== undefined) return resumeRun(args);
  if (args.config === undefined) {
    throw new UsageError(
      'A config is missing: hessian-lab run <config>, or hessian-lab run --resume <directory>. See hessian-lab run --help.',
    );
  }
  if (args.out === '') {
    throw new UsageError(
      '--out: received "", allowed is a folder; leave it away for results/<name>/<run number>.',
    );
  }
  const experiment = loadExperiment(args.config, {
    set: args.set ?? [],
    ...(args.seed !== undefined && { seed: parseSeed(args.seed) }),
  });
  if (args.out !== undefined) await refuseTaken(args.out);
  if (!args['dry-run']) await checkFolder(args.out ?? join(RESULTS, experiment.name));
  await checkBeforeWriting(experiment);
  if (args['dry-run']) {
    await printDryRun(experiment, args);
    return exitCodes.done;
  }
  return executeAndReport(experiment, args);
}

async function executeAndReport(experiment: Experiment, { out, quiet, json }: RunArguments): Promise<number> {
  const notes: Notes = { engines: new Set(), notices: new Set() };
  const directory =
    out === undefined ? await numberedDirectory(RESULTS, experiment.name) : await chosenDirectory(out);
  if (out === undefined) {
    const problem = await pointLatest(directory);
    if (problem) notes.notices.add(problem);
  }
  if (!quiet && !json) print(`Results in ${shortPath(directory)}`);

  const planned = planRuns(experiment);
  const progress = quiet ? silentProgress : createProgress(planned);
  const results = await watched(progress, notes, (signal, observer) =>
    executeExperiment(experiment, directory, signal, observer),
  );
  return reportResults(directory, results, planned.length, notes, { quiet, json });
}

function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(seed)) return seed;
  throw new UsageError(`--seed: received "${text}", allowed are integers from 0 to 2^53 - 1.`);
}
