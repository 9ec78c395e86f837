import type { RunStatus } from '../runs/manifest.ts';

/** The rows of one run, as text: nothing is a number until somebody asks for it. */
export interface RunRows {
  /** The file that the rows come from. */
  readonly place: string;
  /** Name of the experiment; '' where nothing tells. */
  readonly experiment: string;
  /** Name of the arm, or of another group of runs that belong together; '' where nothing tells. */
  readonly arm: string;
  /** What pairs the run with others; null where nothing tells. */
  readonly seed: string | null;
  /** How the run ended; null where nothing tells. */
  readonly status: RunStatus | null;
  readonly configHash: string | null;
  /** Names of the columns in the order of the file, `epoch` among them. */
  readonly columns: readonly string[];
  /** In the order of the file; each epoch once. */
  readonly rows: readonly EpochRow[];
}

/** One row of a run. */
export interface EpochRow {
  readonly epoch: number;
  /** Line of the file, counted from 1. */
  readonly line: number;
  /** One text a column, verbatim but for spaces around it. */
  readonly cells: readonly string[];
}

/** Runs, with what a reader must be told about them. */
export interface Reading {
  readonly runs: readonly RunRows[];
  /** Whole sentences: rows left out, files of another version. */
  readonly notices: readonly string[];
  /** The columns as a CSV file names them; undefined for folders. */
  readonly header?: readonly string[];
}

/** Names in the order of their first appearance, each once. */
export function unionOf(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())];
}
