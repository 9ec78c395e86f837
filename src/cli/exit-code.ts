/** What the exit code of the process says; a contract with people's scripts. */
export const exitCodes = {
  done: 0,
  internalError: 1,
  usage: 2,
  diverged: 3,
  checkFailed: 4,
  writeFailed: 5,
  sweepFailed: 6,
  interrupted: 130,
} as const;

/** The exit codes in words, for `--help`. */
export const exitCodeHelp =
  'Exit codes: 0 done, 1 internal error, 2 bad usage, config or data, 3 diverged (the other arms and seeds go on first), 4 a check came out otherwise, 5 could not write, or reach the queue, 6 some runs of a sweep or a claim failed, 130 interrupted.';
