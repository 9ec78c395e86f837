import { defineCommand } from '../command.ts';
import { overwriteOption } from '../occupied.ts';

/** `hessian-lab compare <runs..>`: arms, run directories and CSV files against each other, epoch by epoch and seed by seed. */
export const compare = defineCommand({
  usage: 'compare <runs..>',
  describe:
    'Compare arms, run directories or CSV files: by seed where they share seeds, with tests and checks',
  positionals: {
    runs: {
      type: 'string',
      array: true,
      demandOption: true,
      describe:
        'Run directory, arm, seed-<n> folder or CSV file, PATH or name=PATH; tables call them a, b, c, ...',
    },
  },
  options: {
    column: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Column to compare, repeatable; default: train_loss, test_loss, lambda_max, stability_ratio',
    },
    epoch: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe:
        'Epoch to compare at: a number, first, last (that all share) or all, repeatable; default: last',
    },
    columns: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe:
        'Columns of other people\'s CSV files, ours=theirs: "epoch=iter,lambda_max=sharpness", for one: "b:..."',
    },
    expect: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe:
        'Check medians over seeds, exit code 4 when not met: "b.lambda_max < a.lambda_max / 2 at epoch 50"',
    },
    csv: { type: 'string', requiresArg: true, describe: 'Write the comparisons to this CSV file' },
    figure: {
      type: 'string',
      requiresArg: true,
      describe: 'Draw the columns along training: FILE.svg or FILE.png, one file a column',
    },
    overwrite: overwriteOption,
    quiet: { type: 'boolean', default: false, describe: 'Print errors and failed checks only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['compare results/housing/1', 'every arm against the first one'],
    ['compare results/housing/1/raw results/housing/1/standardized --epoch 50 --epoch last', 'two arms'],
    [
      'compare mine=results/housing/1/raw theirs.csv --columns "epoch=iter,lambda_max=sharpness"',
      'another log',
    ],
    [
      'compare results/housing/1 --expect "standardized.lambda_max <= raw.lambda_max / 5 at every epoch"',
      'a check; also + - * ( ), >= > == within 1 %, at epoch N, first, last',
    ],
  ],
  run: async (args) => (await import('../compare/compare.ts')).runCompare(args),
});
