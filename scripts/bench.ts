/**
 * `npm run bench`: times the loss gradient, the linearisation and the Hessian-vector product of every engine and
 * backend of this project, and of jax-js, on three networks, and writes `results/benchmarks/engines.csv`.
 * `npm run bench:peers` compares with Python's libraries.
 *
 * It first checks that all compute the same numbers. Read the ratios: absolute times of a shared machine move by a
 * factor of two. `npm run bench -- --rounds 3` is quicker and noisier than the default 9; `--only product` does a part.
 *
 * Exit codes: 0 done, 2 bad usage, 4 two engines compute different numbers.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../src/cli/exit-code.ts';
import { renderTable } from '../src/cli/table.ts';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { type Answer, compare } from './bench/agreement.ts';
import { type Conditions, watchConditions } from './bench/conditions.ts';
import { engineEntries, type Operation, participants } from './bench/engines.ts';
import { byWork, type Entry } from './bench/entry.ts';
import { interleave, succeeded } from './bench/interleave.ts';
import { jaxJsEntries, openJaxJs, whyNot } from './bench/jax-js.ts';
import { isWanted, readOptions, UsageError, wanted } from './bench/options.ts';
import { PROBLEMS } from './bench/problem.ts';
import type { Timing } from './bench/statistics.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
const TURN_MILLISECONDS = 20;

/** A timed entry of one network. */
interface Contestant extends Entry {
  readonly network: string;
  readonly operation: Operation;
}

/** One line of the CSV. */
interface Row {
  readonly contestant: Contestant;
  readonly timing: Timing;
  /** Median over the closed form's median for the same operation in the same rounds. */
  readonly ratio: number;
}

async function contestants(): Promise<Contestant[]> {
  const missing = (what: string, reason: string) => console.log(`without ${what}: ${reason}`);
  const engines = await participants(missing);
  await openJaxJs();
  const without = whyNot('float64');
  if (without) missing('jax-js in float64', without);
  const found: Contestant[] = [];
  for (const problem of PROBLEMS) {
    for (const participant of engines) {
      for (const entry of await engineEntries(participant, problem))
        found.push({ ...entry, network: problem.name });
    }
    for (const entry of jaxJsEntries(problem)) found.push({ ...entry, network: problem.name });
  }
  return found;
}

function columns(conditions: Conditions): Column<Row>[] {
  const column = (name: string, unit: string, meaning: string, cell: Column<Row>['cell']): Column<Row> => ({
    name,
    unit,
    meaning,
    cell,
  });
  return [
    column('network', '', 'layers and rows; tanh', ({ contestant }) => contestant.network),
    column('engine', '', 'who, and where it computes', ({ contestant }) => contestant.name),
    column('precision', '', 'of its arithmetic', ({ contestant }) => contestant.precision),
    column('operation', '', 'gradient, linearize, product', ({ contestant }) => contestant.operation),
    column('median_ms', 'ms', 'median time of one call', ({ timing }) => timing.median),
    column(
      'lower_quartile_ms',
      'ms',
      'a quarter of the calls were faster',
      ({ timing }) => timing.lowerQuartile,
    ),
    column(
      'upper_quartile_ms',
      'ms',
      'a quarter of the calls were slower',
      ({ timing }) => timing.upperQuartile,
    ),
    column('calls', '', 'calls timed', ({ timing }) => timing.calls),
    column('ratio_to_closed_form', '', 'of the medians, in the same rounds', ({ ratio }) => ratio),
    column('machine', '', 'processor and cores', () => conditions.machine),
    column('node', '', 'version', () => process.version),
    column('load_before', '', 'load average over a minute, at the start', () => conditions.loadBefore),
    column('load_after', '', 'the same at the end', () => conditions.loadAfter),
    column('steal_percent', '%', 'of the processors, taken by the hypervisor', () => conditions.steal),
  ];
}

function print(rows: readonly Row[]): void {
  const text = (value: number) => value.toPrecision(3);
  const table = renderTable(
    [
      { title: 'network', align: 'left' },
      { title: 'engine', align: 'left' },
      { title: 'operation', align: 'left' },
      { title: 'median ms', align: 'right' },
      { title: 'quartiles', align: 'right' },
      { title: 'ratio to closed form', align: 'right' },
    ],
    rows.map(({ contestant, timing: { median, lowerQuartile, upperQuartile }, ratio }) => [
      contestant.network,
      `${contestant.name} ${contestant.precision}`,
      contestant.operation,
      text(median),
      `${text(lowerQuartile)} to ${text(upperQuartile)}`,
      text(ratio),
    ]),
  );
  console.log(table);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), 9);
  const conditions = watchConditions();
  const all = await contestants();
  wanted([...byWork(all).keys()], options);
  const works = byWork(all.filter(({ work }) => isWanted(work, options)));
  const complaints: string[] = [];
  for (const entries of works.values()) {
    // None of these is an eigenvalue: the tolerance for those is not asked for.
    const answers: Answer[] = [];
    for (const entry of entries) answers.push({ entry, computed: await entry.check() });
    complaints.push(...compare(answers, 0).flatMap((comparison) => comparison.complaints));
  }
  if (complaints.length > 0) {
    console.error(
      `bench: engines compute different numbers, so their times cannot be compared.\n${complaints.join('\n')}`,
    );
    return exitCodes.checkFailed;
  }
  console.log(`${all.length} engines and operations compute the same numbers; timing them.`);
  const rows: Row[] = [];
  for (const entries of works.values()) {
    const timings = await interleave(entries, options.rounds, TURN_MILLISECONDS);
    const reference = succeeded(timings[0]!);
    for (const [i, contestant] of entries.entries()) {
      const timing = succeeded(timings[i]!);
      rows.push({ contestant, timing, ratio: timing.median / reference.median });
    }
  }
  print(rows);
  if (options.only.length > 0) {
    console.log('Nothing is written: the file holds whole runs.');
    return exitCodes.done;
  }
  mkdirSync(OUT, { recursive: true });
  writeFileSync(`${OUT}engines.csv`, csvText(columns(conditions()), rows));
  console.log('written: results/benchmarks/engines.csv');
  return exitCodes.done;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = exitCodes.usage;
}
