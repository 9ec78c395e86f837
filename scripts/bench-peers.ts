/**
 * `npm run bench:peers`: this project against PyTorch, PyHessian, hessian-eigenthings, JAX, scipy and numpy, on the same
 * parameters, data and vector. Writes `results/benchmarks/` `peers.csv`, `curvature-peers.csv` and `targets.csv`.
 *
 * It makes a Python environment outside the repository on first use, starts each peer in a process of its own, checks
 * that all compute the same numbers, and lets them take turns. A peer that is missing is told, the others go on.
 * `--rounds 3` is quicker and noisier than the default 9; `--only job` does a part and writes nothing.
 *
 * Exit codes: 0 done, 2 bad usage or no Python, 4 two contenders compute different numbers, 130 interrupted.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../src/cli/exit-code.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { watchConditions } from './bench/conditions.ts';
import { byWork, type Entry } from './bench/entry.ts';
import { writeJobConfig } from './bench/job-config.ts';
import { type BenchOptions, isWanted, readOptions, UsageError, wanted } from './bench/options.ts';
import { ownEntries } from './bench/own.ts';
import { startPeers } from './bench/peer-entries.ts';
import { HOUSING, JOB } from './bench/problem.ts';
import { writeProblems } from './bench/problem-file.ts';
import { processEntries } from './bench/processes.ts';
import { PythonError, peersPython } from './bench/python.ts';
import { printResults, printVerdicts } from './bench/report.ts';
import { type Result, resultColumns } from './bench/result.ts';
import { DisagreementError, timeWork } from './bench/round.ts';
import { judge, targetColumns } from './bench/targets.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
/** Works whose rows stand in curvature-peers.csv. */
const CURVATURE = /^(path|top-10|density|spectrum) /;

async function main(options: BenchOptions, signal: AbortSignal): Promise<number> {
  const say = (line: string) => console.log(line);
  const python = await peersPython(say, signal);
  const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-peers-'));
  const problems = join(folder, 'problems');
  mkdirSync(problems);
  let stop = async () => {};
  try {
    writeProblems(problems);
    const config = writeJobConfig(folder, HOUSING, JOB);
    const own = await ownEntries(config);
    const peers = await startPeers(python, problems, signal);
    stop = peers.stop;
    for (const { peer, reason } of peers.missing) say(`without ${peer}: ${reason}`);
    const processes = processEntries(folder, problems, config, python, signal);
    // Ours come first: the others are compared with them, and only in what we do too.
    const works = byWork([...own.entries, ...processes, ...peers.entries]);
    const ours = byWork([...own.entries, ...processes]);
    const chosen = wanted([...ours.keys()], options);
    const conditions = watchConditions();
    const results: Result[] = [];
    for (const work of chosen) {
      const outcome = await timeWork(works.get(work)!, options, signal, say);
      // Work by work: the whole takes long.
      printResults(outcome);
      results.push(...outcome);
    }
    const columns = resultColumns(conditions(), own.backend, peers.versions);
    const verdicts = judge(results);
    printVerdicts(verdicts.filter(({ work }) => isWanted(work, options)));
    if (options.only.length > 0) {
      say('Nothing is written: the files hold whole runs.');
      return exitCodes.done;
    }
    const write = (file: string, text: string) => writeFileSync(join(OUT, file), text);
    const isCurvature = ({ entry }: { entry: Entry }) => CURVATURE.test(entry.work);
    mkdirSync(OUT, { recursive: true });
    write(
      'peers.csv',
      csvText(
        columns,
        results.filter((result) => !isCurvature(result)),
      ),
    );
    write('curvature-peers.csv', csvText(columns, results.filter(isCurvature)));
    write('targets.csv', csvText(targetColumns, verdicts));
    say('written: results/benchmarks/peers.csv, curvature-peers.csv, targets.csv');
    return exitCodes.done;
  } finally {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
try {
  process.exitCode = await main(readOptions(process.argv.slice(2), 9), interruption.signal);
} catch (error) {
  if (interruption.signal.aborted) {
    console.error('bench:peers: interrupted; nothing was written.');
    process.exitCode = exitCodes.interrupted;
  } else if (error instanceof UsageError || error instanceof PythonError) {
    console.error(`bench:peers: ${error.message}`);
    process.exitCode = exitCodes.usage;
  } else if (error instanceof DisagreementError) {
    console.error(`bench:peers: ${error.message}`);
    process.exitCode = exitCodes.checkFailed;
  } else throw error;
}
