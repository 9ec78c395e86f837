/** Width that everything printed fits into where nothing tells another one: a file, a pipe, a terminal that keeps it to itself. */
export const STANDARD_WIDTH = 80;

/** Columns of a stream's terminal. */
export function widthOf(stream: { readonly columns?: number } = process.stdout): number {
  // Some pseudo-terminals say 0, which means that nobody told them.
  return stream.columns || STANDARD_WIDTH;
}

/** Whether a stream can show a line that changes: a terminal that moves its cursor, and no log of a CI server. */
export function isLive(
  stream: { readonly isTTY?: boolean } = process.stderr,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  return Boolean(stream.isTTY) && !env.CI && env.TERM !== 'dumb';
}

/**
 * Whether a stream gets colours: on a terminal, unless `NO_COLOR` is set to anything (no-color.org) or `TERM` is `dumb`;
 * elsewhere where `FORCE_COLOR` is set, but not to `0` or `false`. With both, `NO_COLOR` wins: a person sets it for all
 * programs, where the other one often comes from a program that starts this one.
 */
export function hasColours(
  stream: { readonly isTTY?: boolean } = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  return Boolean(stream.isTTY) && env.TERM !== 'dumb';
}
