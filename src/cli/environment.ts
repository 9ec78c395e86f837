/** An environment variable that changes what the command does. */
export interface EnvironmentVariable {
  readonly name: string;
  /** What it does, with what it allows and its default. */
  readonly meaning: string;
}

/** Every environment variable that a user may set, as `--help` and the README list them. */
export const environmentVariables: readonly EnvironmentVariable[] = [
  {
    name: 'HESSIAN_LAB_CHECKPOINT_SECONDS',
    meaning: 'seconds between two checkpoints of a run; default 10',
  },
  {
    name: 'HESSIAN_LAB_THREADS',
    meaning:
      'threads of the closed form, 1 to 8; default the processors, at most 4. No result depends on them',
  },
  {
    name: 'HESSIAN_LAB_FMA',
    meaning: 'off does without fused multiply-add, for the same last bits on every processor',
  },
  {
    name: 'HESSIAN_LAB_QUEUE',
    meaning: 'address of the queue for sweep --queue and worker; a password in it is in no list of processes',
  },
  {
    name: 'HESSIAN_LAB_QUEUE_LEASE_SECONDS',
    meaning: 'seconds until the run of a silent worker goes to another one; default 15',
  },
  { name: 'HESSIAN_LAB_DEBUG', meaning: '1 adds a stack trace to errors' },
  { name: 'NO_COLOR', meaning: 'set to anything: no colours' },
  { name: 'FORCE_COLOR', meaning: 'colours also where the output is no terminal; 0: none' },
  { name: 'CI', meaning: 'set: lines in place of progress bars' },
  {
    name: 'HESSIAN_LAB_NATIVE',
    meaning: 'in a clone, skip: the set-up leaves the native backend of TensorFlow.js alone',
  },
  { name: 'HESSIAN_LAB_PYTHON', meaning: 'in a clone: the Python of npm run bench:peers' },
];
