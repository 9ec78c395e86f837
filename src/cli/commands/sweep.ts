import { defineCommand } from '../command.ts';
import { queueOptions } from '../queue-options.ts';

/** `hessian-lab sweep <file>`: runs what is missing of a sweep on several processes. */
export const sweep = defineCommand({
  usage: 'sweep <file>',
  describe: 'Run a config over a grid, list or sample of settings, on several processes',
  positionals: {
    file: { type: 'string', demandOption: true, describe: 'YAML config with a section sweep' },
  },
  options: {
    jobs: {
      type: 'string',
      requiresArg: true,
      describe: 'Worker processes; default: the processors this process may use',
    },
    ...queueOptions,
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Folder for the results, new, empty or of the same sweep; default: results/<name>/sweep',
    },
    set: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Override a key of the config: --set training.epochs=50. Repeatable; the sweep itself wins',
    },
    'dry-run': {
      type: 'boolean',
      default: false,
      describe: 'Print the plan and the estimated time; write nothing',
    },
    quiet: { type: 'boolean', default: false, describe: 'Print errors only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['sweep configs/learning-rates.yaml --dry-run', 'the number of runs and the estimated time'],
    ['sweep configs/learning-rates.yaml --jobs 2', 'what is missing of them, on two processes'],
    ['sweep configs/learning-rates.yaml --queue redis://lab:6379', 'on whatever workers listen there'],
  ],
  run: async (args) => (await import('../sweep/sweep.ts')).runSweep(args),
});
