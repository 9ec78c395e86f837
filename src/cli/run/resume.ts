import { resolve } from 'node:path';
import { resumeExperiment } from '../../runs/execute.ts';
import { inspectDirectory, resultsOf } from '../../runs/inspect.ts';
import { tidy } from '../../runs/leftovers.ts';
import { counted } from '../../statistics/counted.ts';
import { UsageError } from '../errors.ts';
import { print } from '../output.ts';
import { type Notes, reportResults, shortPath } from './outcome.ts';
import { checkBeforeWriting } from './preflight.ts';
import { createProgress, silentProgress } from './progress.ts';
import type { RunArguments } from './run.ts';
import { watched } from './watched.ts';

/** `hessian-lab run --resume`: gives the exit code. Throws what stops the whole of it; see `../errors.ts`. */
export async function resumeRun(args: RunArguments): Promise<number> {
  refuseOthers(args);
  const { quiet, json } = args;
  const directory = resolve(args.resume!);
  const { experiment, entries, isComplete } = await inspectDirectory(directory);
  const notes: Notes = { engines: new Set(), notices: new Set() };
  if (isComplete) {
    await tidy(directory);
    notes.notices.add('every run here has ended already; there was nothing to resume');
    return reportResults(directory, resultsOf(entries), entries.length, notes, args);
  }
  const open = entries.flatMap((entry) => (entry.kind === 'ended' ? [] : [entry.run]));
  const arms = experiment.arms.filter(({ name }) => open.some((run) => run.arm === name));
  await checkBeforeWriting({ ...experiment, arms });
  if (!quiet && !json) {
    print(
      `Going on in ${shortPath(directory)}: ${open.length} of ${counted(entries.length, 'run')} ${open.length === 1 ? 'has' : 'have'} not ended`,
    );
  }
  const progress = quiet ? silentProgress : createProgress(open);
  const results = await watched(progress, notes, (signal, observer) =>
    resumeExperiment(directory, signal, observer),
  );
  return reportResults(directory, results, entries.length, notes, args);
}

/** The directory says what is run: a config, or a change of it, beside it would be another run. */
function refuseOthers({ config, out, seed, set, 'dry-run': dryRun }: RunArguments): void {
  const given = [
    ...(config === undefined ? [] : [`the config ${config}`]),
    ...(out === undefined ? [] : ['--out']),
    ...(seed === undefined ? [] : ['--seed']),
    ...(set === undefined || set.length === 0 ? [] : ['--set']),
    ...(dryRun ? ['--dry-run'] : []),
  ];
  if (given.length === 0) return;
  throw new UsageError(
    `--resume goes on with what its directory holds: leave ${given.join(', ')} away, or begin a new run without --resume.`,
  );
}
