import { exitCodes } from './exit-code.ts';

/** The command line itself is wrong (exit code 2). */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An error as people read it, as `--json` prints it, and its exit code. */
export interface ErrorReport {
  readonly exitCode: number;
  /** The class of the error, for scripts: UsageError, ConfigError, DataError, WriteError, ... */
  readonly kind: string;
  readonly message: string;
  /** Each problem on its own where the error lists several. */
  readonly problems?: readonly unknown[];
}

/**
 * Errors that the person at the keyboard can mend. By name and not by class: loading the classes would load the
 * rooms they live in, which `--help` and a mistyped option must not pay for.
 */
const exitCodeByName: Readonly<Record<string, number>> = {
  UsageError: exitCodes.usage,
  ConfigError: exitCodes.usage,
  PreflightError: exitCodes.usage,
  DataError: exitCodes.usage,
  ExpectationError: exitCodes.usage,
  ParameterFileError: exitCodes.usage,
  StabilityLimitError: exitCodes.usage,
  DirectoryTakenError: exitCodes.usage,
  DirectoryLockedError: exitCodes.usage,
  ResumeError: exitCodes.usage,
  ManifestError: exitCodes.usage,
  CheckpointError: exitCodes.usage,
  LogError: exitCodes.usage,
  SettingError: exitCodes.usage,
  RunFolderError: exitCodes.usage,
  RecordError: exitCodes.usage,
  SweepError: exitCodes.usage,
  EngineUnavailableError: exitCodes.usage,
  TensorflowMissingError: exitCodes.usage,
  QueueError: exitCodes.usage,
  QueueUnreachableError: exitCodes.writeFailed,
  WriteError: exitCodes.writeFailed,
  ProcessLostError: exitCodes.sweepFailed,
};

/** The exit code that an error calls for. */
export function exitCodeOf(error: unknown): number {
  return (error instanceof Error && exitCodeByName[error.name]) || exitCodes.internalError;
}

/** Puts an error into words; the stack trace comes along only when the environment variable HESSIAN_LAB_DEBUG is set. */
export function describeError(error: unknown): ErrorReport {
  const exitCode = exitCodeOf(error);
  if (!(error instanceof Error)) return { exitCode, kind: 'Error', message: `${String(error)}\n${bugHint}` };
  const text = process.env.HESSIAN_LAB_DEBUG && error.stack ? error.stack : error.message;
  const message =
    exitCode === exitCodes.internalError ? `internal error: ${text || error.name}\n${bugHint}` : text;
  const { problems, issues } = error as { problems?: unknown; issues?: unknown };
  const list = issues ?? problems;
  return { exitCode, kind: error.name, message, ...(Array.isArray(list) && { problems: list }) };
}

const bugHint =
  'This is a bug in hessian-lab: please report it with the command and the config. HESSIAN_LAB_DEBUG=1 shows where it happened.';
