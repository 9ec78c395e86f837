import { defineCommand } from '../command.ts';
import { overwriteOption } from '../occupied.ts';

/** `hessian-lab report <directories..>`: runs, claims and inspections in one HTML page. */
export const report = defineCommand({
  usage: 'report <directories..>',
  describe: 'Write one HTML page about runs, sweeps, claims and inspections, which opens offline',
  positionals: {
    directories: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Folders that run, reproduce or inspect wrote, or folders above them; several are mixed',
    },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      default: 'report.html',
      describe: 'File to write; one that is there is refused',
    },
    overwrite: overwriteOption,
    title: { type: 'string', requiresArg: true, describe: 'Title of the page; default: the experiment' },
    quiet: { type: 'boolean', default: false, describe: 'Print errors only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document: where, and how many' },
  },
  examples: [
    ['report results/housing/latest', 'one run directory'],
    ['report results/claims results/housing/1 --out all.html', 'claims and runs in one page'],
  ],
  run: async (args) => (await import('../report/report.ts')).writeReport(args),
});
