import { markdownTable, readCsv } from './markdown.ts';

type Row = Record<string, string>;

/** Two digits: medians of a shared machine are not worth more. */
function digits(text: string | undefined): string {
  return text === undefined || text === '' ? '' : String(Number(Number(text).toPrecision(2)));
}

/** The times of this project's engines and of jax-js, a line each: gradient and product on every network. */
export function enginesTable(): string {
  const rows = readCsv('benchmarks/engines.csv');
  const networks = [...new Set(rows.map(({ network }) => network!))];
  const title = ({ engine, precision }: Row) => `${engine}, ${precision}`;
  const engines = [...new Set(rows.map(title))];
  const median = (engine: string, network: string, operation: string) =>
    digits(
      rows.find((row) => title(row) === engine && row.network === network && row.operation === operation)
        ?.median_ms,
    );
  const table = markdownTable(
    ['gradient, product in ms', ...networks],
    engines.map((engine) => [
      engine,
      ...networks.map(
        (network) => `${median(engine, network, 'gradient')}, ${median(engine, network, 'product')}`,
      ),
    ]),
  );
  const { machine, node, load_before: load } = rows[0]!;
  return `${table}\n\nMedians on ${machine}, Node ${node}, load average ${digits(load)}; the CSV has quartiles and ratios.`;
}

/** What was aimed at and what came of it, misses included. */
export function targetsTable(): string {
  const targets = readCsv('benchmarks/targets.csv');
  const { machine, load_before: load, versions } = readCsv('benchmarks/peers.csv')[0]!;
  const table = markdownTable(
    ['work', 'this project', 'against', 'measured', 'target', ''],
    targets.map(({ work, contender, precision, quantity, peer, target, measured, met }) => [
      work!,
      `${contender}, ${precision}`,
      peer || quantity!,
      digits(measured) || 'missing',
      `≤ ${target}`,
      { true: 'met', false: 'missed' }[met!] ?? '',
    ]),
  );
  return `${table}\n\nMeasured is the median time over the peer's in one interleaved run, or what stands under _against_. On ${machine}, load average ${digits(load)}: ${versions}.`;
}

/** What a sweep costs beside its runs, and how well two workers share them. */
export function sweepTable(): string {
  const rows = readCsv('benchmarks/sweep.csv');
  const titles: Record<string, string> = {
    bare: 'bare processes, which write nothing',
    local: 'local workers',
    queue: 'workers of a queue',
  };
  const table = markdownTable(
    ['200 short runs by', 'workers', 'ms a run and worker', 'beside the run, ms', 'of ideal'],
    rows.map(({ executor, workers, run_ms, overhead_ms, efficiency_to_one_worker }) => [
      titles[executor!] ?? executor!,
      workers!,
      digits(run_ms),
      digits(overhead_ms),
      digits(efficiency_to_one_worker),
    ]),
  );
  const { machine, load_before: load } = rows[0]!;
  return `${table}\n\nOn ${machine}, load average ${digits(load)}. Aimed at: at most 50 ms, and 0.9 of ideal for two workers.`;
}
