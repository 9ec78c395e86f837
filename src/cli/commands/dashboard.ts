import { defineCommand } from '../command.ts';

/** `hessian-lab dashboard [directory]`: a live page about everything below a folder. */
export const dashboard = defineCommand({
  usage: 'dashboard [directory]',
  describe: 'Serve a live page about the runs, sweeps and claims below a folder, to this machine alone',
  positionals: {
    directory: { type: 'string', default: 'results', describe: 'Folder to look through; it is only read' },
  },
  options: {
    port: {
      type: 'string',
      requiresArg: true,
      default: '4747',
      describe: 'Port on 127.0.0.1; 0 takes a free one',
    },
    open: { type: 'boolean', default: false, describe: 'Open the page in the browser of this system' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document: the address' },
  },
  examples: [
    ['dashboard', 'everything in results/, also runs that start later'],
    ['dashboard results/housing/3 --port 0', 'one run directory, on a free port'],
  ],
  run: async (args) => (await import('../dashboard/dashboard.ts')).runDashboard(args),
});
