import { defineCommand } from '../command.ts';
import { overwriteOption } from '../occupied.ts';

/** `hessian-lab export <directories..>`: the rows of many runs in one table. */
export const exportRuns = defineCommand({
  usage: 'export <directories..>',
  describe: 'Write the rows of all runs into one tidy CSV, JSON or Parquet table',
  positionals: {
    directories: {
      type: 'string',
      array: true,
      demandOption: true,
      describe:
        'Folders that hold runs, at any depth; links such as latest are followed only where named here',
    },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'FILE.csv, FILE.json or FILE.parquet; default: CSV on standard output',
    },
    overwrite: overwriteOption,
    quiet: { type: 'boolean', default: false, describe: 'Print errors, and the table without --out, only' },
    json: {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document: the rows, or with --out a summary',
    },
  },
  examples: [
    ['export results/housing/1 > housing.csv', 'one run directory'],
    ['export results --out everything.parquet', 'all experiments below a folder'],
  ],
  run: async (args) => (await import('../compare/export.ts')).runExport(args),
});
