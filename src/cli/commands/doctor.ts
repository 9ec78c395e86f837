import { defineCommand } from '../command.ts';

/** `hessian-lab doctor`: tells what this machine has and tests the second derivatives on it. */
export const doctor = defineCommand({
  usage: 'doctor',
  describe: 'Tell what this machine has, and check second derivatives on every backend',
  positionals: {},
  options: {
    quiet: { type: 'boolean', default: false, describe: 'Print failed checks only' },
    json: { type: 'boolean', default: false, describe: 'Print one JSON document' },
  },
  examples: [
    ['doctor', 'one line a check'],
    ['doctor --quiet', 'says nothing on a machine that is in order'],
  ],
  run: async (args) => (await import('../doctor/doctor.ts')).runDoctor(args),
});
