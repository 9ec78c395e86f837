import { defineCommand } from '../command.ts';

/** `hessian-lab inspect <run>`: the curvature at one epoch of a run, in tables, files and figures. */
export const inspect = defineCommand({
  usage: 'inspect <run>',
  describe: 'Measure the curvature of a run at one epoch: spectrum, blocks, critical point, figures',
  positionals: {
    run: {
      type: 'string',
      demandOption: true,
      describe: 'Folder of one run: results/<name>/latest/<arm>/seed-<n>',
    },
  },
  options: {
    epoch: {
      type: 'string',
      requiresArg: true,
      describe: 'Epochs done, 0 for the start; default: where the run was saved. Others are replayed',
    },
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Folder for tables and figures, new or empty; default: <run>/inspect/epoch-<N>',
    },
    engine: {
      choices: ['closed-form', 'tfjs'] as const,
      requiresArg: true,
      describe: "What measures; default: the run's curvature.engine",
    },
    quiet: { type: 'boolean', default: false, describe: 'Print errors only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['inspect results/housing/latest/raw/seed-1', 'at the epoch that was saved'],
    ['inspect results/housing/latest/raw/seed-1 --epoch 0', 'at the start'],
  ],
  run: async (args) => (await import('../inspect/inspect.ts')).inspectAndReport(args),
});
