import { defineCommand } from '../command.ts';

/** `hessian-lab reproduce [ids…]`: runs the experiments behind the claims and compares the verdicts. */
export const reproduce = defineCommand({
  usage: 'reproduce [ids..]',
  describe: 'Run the experiments behind the claims and compare their verdicts with the recorded ones',
  positionals: {
    ids: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'Claims such as E1 or S1; default: all',
    },
  },
  options: {
    seeds: { type: 'string', requiresArg: true, describe: 'Number of seeds; default 10' },
    quick: {
      type: 'boolean',
      default: false,
      describe: '3 seeds and no placebo; a statistical claim then fails by a contradicting sign only',
    },
    jobs: { type: 'string', requiresArg: true, describe: 'Processes; default: one for each processor' },
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Folder for the results; default results/claims. Files of earlier runs are replaced',
    },
    against: {
      type: 'string',
      requiresArg: true,
      describe: 'Folder of results to compare with; default the verdicts that come with the package',
    },
    quiet: { type: 'boolean', default: false, describe: 'Print errors only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['reproduce E1 S1', 'two claims, with ten seeds'],
    ['reproduce --quick', 'all of them, with three seeds'],
  ],
  run: async (args) => (await import('../reproduce/reproduce.ts')).reproduceClaims(args),
});
