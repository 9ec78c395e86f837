import { defineCommand } from '../command.ts';

/** `hessian-lab run [config]`: runs every arm of a config with every seed, or goes on where an earlier process stopped. */
export const run = defineCommand({
  usage: 'run [config]',
  describe: 'Run every arm and seed of a config and log the curvature at each epoch',
  positionals: {
    config: { type: 'string', describe: 'YAML config, see hessian-lab init' },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Folder for the results, new or empty; default: results/<name>/<run number>',
    },
    resume: {
      type: 'string',
      requiresArg: true,
      describe: 'Go on with an interrupted run directory: --resume results/housing/3, without a config',
    },
    seed: {
      type: 'string',
      requiresArg: true,
      describe: 'Run this one seed in place of those in the config',
    },
    set: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Override a key of the config: --set training.epochs=50. Repeatable',
    },
    'dry-run': {
      type: 'boolean',
      default: false,
      describe: 'Print the resolved config and the cost estimate; write nothing',
    },
    dashboard: {
      type: 'boolean',
      default: false,
      describe: 'Serve a live page about the run on a free port of this machine while it goes on',
    },
    quiet: { type: 'boolean', default: false, describe: 'Print errors only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['run housing.yaml --dry-run', 'the resolved config, time and memory'],
    ['run housing.yaml --seed 7 --set training.epochs=5', 'one seed, one key changed'],
    ['run housing.yaml --set arms.raw.model.batchNorm=true', 'a key of one arm'],
    ['run --resume results/housing/3', 'what was interrupted'],
  ],
  run: async (args) => (await import('../run/run.ts')).runExperiment(args),
});
