import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs';

/** A command of the CLI as data: its words for `--help`, and what it does. */
export interface Command {
  /** As in yargs: the name, then the positional arguments, `init [file]`. */
  readonly usage: string;
  readonly describe: string;
  readonly positionals: Readonly<Record<string, PositionalOptions>>;
  readonly options: Readonly<Record<string, Options>>;
  /** For `--help`: a command line behind the program's name, and what it does. */
  readonly examples?: readonly (readonly [command: string, what: string])[];
  /** Runs the command and gives the exit code. Loads what it needs itself, so that `--help` need not. */
  run(args: Readonly<Record<string, unknown>>): Promise<number>;
}

/** Defines a command; the type of `run`'s argument follows from the options and positionals. */
export function defineCommand<
  const O extends Readonly<Record<string, Options>>,
  const P extends Readonly<Record<string, PositionalOptions>>,
>(definition: {
  usage: string;
  describe: string;
  positionals: P;
  options: O;
  examples?: readonly (readonly [command: string, what: string])[];
  run(args: InferredOptionTypes<O> & InferredOptionTypes<P>): Promise<number>;
}): Command {
  return definition as Command;
}
