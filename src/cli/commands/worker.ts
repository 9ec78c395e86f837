import { defineCommand } from '../command.ts';
import { queueOptions } from '../queue-options.ts';

/** `hessian-lab worker`: carries out the runs of sweeps that were put into a queue, on any machine. */
export const worker = defineCommand({
  usage: 'worker',
  describe: 'Take runs of sweeps from a queue on Redis and send back their files',
  positionals: {},
  options: {
    ...queueOptions,
    jobs: {
      type: 'string',
      requiresArg: true,
      describe: 'Runs at a time, each in a process of its own; default: the processors this process may use',
    },
    once: { type: 'boolean', default: false, describe: 'Take one run, then end' },
    'until-empty': {
      type: 'boolean',
      default: false,
      describe: 'End when nothing waits in the queue and nobody works on anything',
    },
    quiet: { type: 'boolean', default: false, describe: 'Print errors only' },
    json: {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document at the end: the runs that were carried out',
    },
  },
  examples: [
    ['worker --queue redis://localhost:6379', 'until Ctrl-C, which gives back what is not done'],
    ['worker --until-empty', 'the queue is in the environment variable HESSIAN_LAB_QUEUE'],
  ],
  run: async (args) => (await import('../worker/worker.ts')).runWorker(args),
});
