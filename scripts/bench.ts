/**
 * `npm run bench`: times the loss gradient, the linearisation and the Hessian-vector product of every engine and
 * backend of this machine on three networks, and writes `results/benchmarks/engines.csv`.
 *
 * Read the ratios: absolute times of a shared machine move by a factor of two. `npm run bench -- --rounds 3` is
 * quicker and noisier than the default 9.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderTable } from '../src/cli/table.ts';
import { closedFormEngine, referenceEngine } from '../src/objectives/closed-form/engine.ts';
import type { MlpEngine } from '../src/objectives/engine.ts';
import { availableBackends, openBackend } from '../src/objectives/tfjs/backend.ts';
import { tfjsEngine } from '../src/objectives/tfjs/engine.ts';
import type { Column } from '../src/runs/columns.ts';
import { csvText } from '../src/runs/csv-log.ts';
import { machine } from '../src/runs/machine.ts';
import { type Contender, interleave, type Timing } from './bench/interleave.ts';
import { PROBLEMS, type Problem } from './bench/problem.ts';

const OUT = fileURLToPath(new URL('../results/benchmarks/', import.meta.url));
const OPERATIONS = ['gradient', 'linearize', 'product'] as const;

/** One line of the CSV. */
interface Row extends Timing {
  readonly network: string;
  readonly engine: MlpEngine;
  readonly operation: (typeof OPERATIONS)[number];
  /** Median over the closed form's median for the same operation in the same rounds. */
  readonly ratio: number;
}

interface Participant {
  readonly engine: MlpEngine;
  readonly activate: () => Promise<void>;
}

async function participants(): Promise<Participant[]> {
  const found: Participant[] = [
    closedFormEngine(),
    closedFormEngine({ precision: 'float32' }),
    referenceEngine(),
  ].map((engine) => ({
    engine,
    activate: async () => {},
  }));
  for (const { name, available, reason } of await availableBackends()) {
    if (!available) {
      console.log(`without the ${name} backend: ${reason}`);
      continue;
    }
    const activate = async () => void (await openBackend(name));
    found.push({ engine: tfjsEngine(await openBackend(name)), activate });
  }
  return found;
}

async function measure(problem: Problem, engines: Participant[], rounds: number): Promise<Row[]> {
  const { specification, inputs, targets, parameters, direction } = problem;
  const contenders: (Contender & Pick<Row, 'engine' | 'operation'>)[] = [];
  const disposals: (() => void)[] = [];
  for (const { engine, activate } of engines) {
    await activate();
    const objective = engine.createObjective(specification, inputs, targets);
    disposals.push(() => objective.dispose());
    const out = new Float64Array(objective.dimension);
    const { hessian } = objective.linearize(parameters);
    // A point of its own for each call: an objective may remember the last one.
    const point = parameters.slice();
    const moved = () => {
      point[0]! += 1e-9;
      return point;
    };
    const run = {
      gradient: () => objective.gradient(moved(), out),
      linearize: () => objective.linearize(moved()).value,
      product: () => {
        hessian.apply(direction, out);
        return out[0]!;
      },
    };
    for (const operation of OPERATIONS) {
      contenders.push({ engine, operation, prepare: activate, run: run[operation] });
    }
  }
  const timings = await interleave(contenders, rounds, 20);
  for (const dispose of disposals) dispose();
  return contenders.map(({ engine, operation }, i) => {
    const reference = contenders.findIndex((other) => other.operation === operation);
    const ratio = timings[i]!.median / timings[reference]!.median;
    return { network: problem.name, engine, operation, ratio, ...timings[i]! };
  });
}

function columns(): Column<Row>[] {
  const { cpu, cores, platform, arch } = machine();
  const load = loadavg()[0]!;
  const column = (name: string, unit: string, meaning: string, cell: Column<Row>['cell']): Column<Row> => ({
    name,
    unit,
    meaning,
    cell,
  });
  return [
    column('network', '', 'layers and rows; tanh', (row) => row.network),
    column('engine', '', 'closed-form or tfjs', (row) => row.engine.name),
    column('backend', '', 'where it computes', (row) => row.engine.backend),
    column('precision', '', 'of its arithmetic', (row) => row.engine.precision),
    column('operation', '', 'gradient, linearize, product', (row) => row.operation),
    column('median_ms', 'ms', 'median time of one call', (row) => row.median),
    column('lower_quartile_ms', 'ms', 'a quarter of the calls were faster', (row) => row.lowerQuartile),
    column('upper_quartile_ms', 'ms', 'a quarter of the calls were slower', (row) => row.upperQuartile),
    column('calls', '', 'calls timed', (row) => row.calls),
    column('ratio_to_closed_form', '', 'of the medians, in the same rounds', (row) => row.ratio),
    column('machine', '', 'processor and cores', () => `${cpu}, ${cores} cores, ${platform} ${arch}`),
    column('node', '', 'version', () => process.version),
    column('load_average', '', 'over the last minute, at the end of the run', () => load),
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
    rows.map(({ network, engine, operation, median, lowerQuartile, upperQuartile, ratio }) => [
      network,
      `${engine.name} ${engine.backend} ${engine.precision}`,
      operation,
      text(median),
      `${text(lowerQuartile)} to ${text(upperQuartile)}`,
      text(ratio),
    ]),
  );
  console.log(table);
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error(`--rounds: expected a whole number from 1, received ${values.rounds}`);
  process.exit(2);
}
const engines = await participants();
const rows: Row[] = [];
for (const problem of PROBLEMS) rows.push(...(await measure(problem, engines, rounds)));
print(rows);
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}engines.csv`, csvText(columns(), rows));
console.log(`written: results/benchmarks/engines.csv (load average ${loadavg()[0]!.toFixed(2)})`);
