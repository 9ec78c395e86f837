import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { compareRuns, reportText } from '../../src/cli/compare/compare.ts';
import { formatNumber, formatSpread, median } from '../../src/cli/run/number.ts';
import { armSchema } from '../../src/config/schema.ts';
import { listDatasets } from '../../src/data/catalogue.ts';
import { opTable } from '../../src/objectives/tfjs/second-order/op-table.ts';
import { type Column, epochColumns, timingColumns } from '../../src/runs/columns.ts';
import { summaryColumns } from '../../src/runs/summary.ts';
import { verificationColumns } from '../../src/runs/verification-log.ts';

const RESULTS = new URL('../../results/', import.meta.url);

/** The parts of README.md that come from the code and the committed results, by the name in their marker. */
export const SECTIONS: Record<string, () => string> = {
  quickstart: quickstartTable,
  'epochs.csv': () => columnTable(epochColumns(measuringAll())),
  'summary.csv': () => columnTable(summaryColumns),
  'timings.csv': () => columnTable(timingColumns),
  'verification.csv': () => columnTable(verificationColumns),
  datasets: () =>
    markdownTable(
      ['`data.source`', 'what', 'rows', 'inputs', 'target', 'licence'],
      listDatasets().map(({ id, title, rows, columns, targets, licence }) => [
        `\`${id}\``,
        title,
        rows === null ? '' : String(rows),
        columns === null ? '' : String(columns),
        targets?.join(', ') ?? '',
        licence ?? '',
      ]),
    ),
  'second derivatives': secondDerivatives,
  benchmark: benchmarkTable,
  compare: compareExample,
};

/** The curvature section of a config that measures everything: with it every column is there. */
function measuringAll() {
  const curvature = { measure: ['lambda_max', 'lambda_min', 'trace'] };
  return armSchema.parse({ name: 'all', data: { source: 'linear' }, curvature }).curvature;
}

function columnTable<Row>(columns: readonly Column<Row>[]): string {
  return markdownTable(
    ['column', 'unit', 'meaning'],
    columns.map(({ name, unit, meaning }) => [`\`${name}\``, unit, meaning]),
  );
}

/** What `npm start` prints, from its committed summary. */
function quickstartTable(): string {
  const runs = readCsv('reference/quickstart/summary.csv');
  const arms = [...new Set(runs.map(({ arm }) => arm!))];
  const of = (arm: string, column: string) =>
    runs.filter((run) => run.arm === arm).map((run) => (run[column] === '' ? null : Number(run[column])));
  const middle = (arm: string, column: string) => formatNumber(median(of(arm, column)));
  return markdownTable(
    ['arm', 'final loss', 'λmax start → end', 'stability ratio', 'epochs to target'],
    arms.map((arm) => [
      arm,
      formatSpread(of(arm, 'final_train_loss')),
      `${middle(arm, 'lambda_max_start')} → ${middle(arm, 'lambda_max_end')}`,
      `${middle(arm, 'stability_ratio_start')} → ${middle(arm, 'stability_ratio_end')}`,
      middle(arm, 'epochs_to_target'),
    ]),
  );
}

/** A command line and what it prints, on the committed summary. */
function compareExample(): string {
  const runs = 'results/reference/quickstart/summary.csv';
  const columns = 'epoch=epochs,lambda_max=lambda_max_end';
  const expect = 'standardized.lambda_max < raw.lambda_max / 5';
  const command = [
    `npx hessian-lab compare ${runs} \\`,
    `  --columns "${columns}" --column lambda_max \\`,
    `  --expect "${expect}"`,
  ];
  const outcome = compareRuns({
    runs: [runs],
    columns: [columns],
    column: ['lambda_max'],
    expect: [expect],
    epoch: undefined,
  });
  return ['```sh', ...command, '```', '', '```text', reportText(outcome), '```'].join('\n');
}

/** Every op that has been compared with finite differences, by what became of its second derivative. */
function secondDerivatives(): string {
  const titles = {
    right: 'right as shipped',
    corrected: 'wrong or throwing as shipped, corrected',
    refused: 'refused, with the reason',
  };
  return markdownTable(
    ['state', 'activations, losses, layers and functions'],
    Object.entries(titles).map(([state, title]) => {
      const names = Object.keys(opTable).filter((name) => opTable[name]!.state === state);
      return [title, names.map((name) => `\`${name}\``).join(' ')];
    }),
  );
}

function benchmarkTable(): string {
  const rows = readCsv('benchmarks/engines.csv');
  const number = (text: string | undefined) => String(Number(Number(text).toPrecision(2)));
  const table = markdownTable(
    ['network', 'engine', 'gradient ms', 'product ms', 'product, ratio to closed form'],
    rows
      .filter(({ operation }) => operation === 'product')
      .map(({ network, engine, backend, precision, median_ms, ratio_to_closed_form }) => {
        const gradient = rows.find(
          (row) => row.operation === 'gradient' && row.network === network && row.backend === backend,
        );
        const who = `${engine} (${backend}, ${precision})`;
        return [network!, who, number(gradient?.median_ms), number(median_ms), number(ratio_to_closed_form)];
      }),
  );
  const { machine, node, load_average } = rows[0]!;
  return `${table}\n\nMedians on ${machine}, Node ${node}, load average ${number(load_average)}; the CSV has the quartiles.`;
}

function readCsv(path: string): Record<string, string>[] {
  return parse(readFileSync(fileURLToPath(new URL(path, RESULTS))), { columns: true });
}

/** A Markdown table; a bar inside a cell would end it, so it is escaped. */
function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
