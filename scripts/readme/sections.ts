import { commands } from '../../src/cli/commands/index.ts';
import { documents, keysOf } from '../../src/cli/documents/index.ts';
import { compareRuns, reportText } from '../../src/cli/compare/compare.ts';
import { environmentVariables } from '../../src/cli/environment.ts';
import { formatNumber, formatSpread, median } from '../../src/statistics/number.ts';
import { armSchema } from '../../src/config/schema.ts';
import { QUANTITIES, quantityOptions } from '../../src/config/schema/quantities.ts';
import { listDatasets } from '../../src/data/catalogue.ts';
import { opTable } from '../../src/objectives/tfjs/second-order/op-table.ts';
import { type Column, epochColumns, quantityFiles, timingColumns } from '../../src/runs/columns.ts';
import { summaryColumns } from '../../src/runs/summary.ts';
import { verificationColumns } from '../../src/runs/verification-log.ts';
import { enginesTable, sweepTable, targetsTable } from './benchmarks.ts';
import { claimsTable } from './claims.ts';
import { configTables } from './config.ts';
import { markdownTable, readCsv } from './markdown.ts';

/** The parts of README.md that come from the code and the committed results, by the name in their marker. */
export const SECTIONS: Record<string, () => string> = {
  quickstart: quickstartTable,
  'epochs.csv': () => columnTable(epochColumns(measuringAll())),
  'files of quantities': quantityFileTables,
  quantities: quantityTable,
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
  claims: claimsTable,
  benchmark: enginesTable,
  targets: targetsTable,
  sweeps: sweepTable,
  compare: compareExample,
  'config keys': configTables,
  commands: () =>
    markdownTable(
      ['command', 'what it does'],
      commands.map(({ usage, describe }) => [`\`${usage}\``, describe]),
    ),
  json: () =>
    markdownTable(
      ['command', 'the document of `--json`'],
      Object.entries(documents).map(([form, schema]) => [
        `\`${form}\``,
        keysOf(schema)
          .map(([key, meaning]) => (key === '' ? meaning : `\`${key}\`: ${meaning}`))
          .join('; '),
      ]),
    ),
  environment: () =>
    markdownTable(
      ['variable', 'meaning'],
      environmentVariables.map(({ name, meaning }) => [`\`${name}\``, meaning]),
    ),
};

/** The curvature section of a config that measures everything: with it every column is there. */
function measuringAll() {
  const curvature = { measure: QUANTITIES };
  return armSchema.parse({ name: 'all', data: { source: 'linear' }, curvature }).curvature;
}

/** Each quantity with its meaning, its options and their defaults. */
function quantityTable(): string {
  const rows = QUANTITIES.map((quantity) => {
    const options = Object.entries(quantityOptions[quantity].parse({}));
    return [
      `\`${quantity}\``,
      quantityOptions[quantity].description ?? '',
      options.map(([name, value]) => `\`${name}: ${value}\``).join(', '),
    ];
  });
  return markdownTable(['`curvature.measure`', 'what', 'options beside `every`'], rows);
}

/** The tables of the files in long form. */
function quantityFileTables(): string {
  return quantityFiles(measuringAll())
    .map(({ name, columns }) => `\`${name}\`\n\n${columnTable(columns)}`)
    .join('\n\n');
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
