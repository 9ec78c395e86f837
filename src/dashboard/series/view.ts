import type { TrackedRun } from '../catalogue/run.ts';
import { LOG_COLUMNS, type LogColumn } from '../files/run-log.ts';
import type { BandKind } from './bands.ts';
import type { EpochWindow } from './window.ts';

/** What the page has chosen to show. */
export interface View {
  readonly runs: readonly TrackedRun[];
  /** Every run on its own, or the seeds of each arm as a median with a band. */
  readonly seeds: 'each' | BandKind;
  /** As in `smooth`. */
  readonly smoothing: number;
  /** null shows all epochs. */
  readonly epochs: EpochWindow | null;
}

/** A query that no page of ours makes (HTTP 400); the message says what is wrong. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/** More than this at once no chart can show, nor this server carry. */
const MOST_RUNS = 500;

/**
 * Reads `runs=1,2,3&seeds=range&smoothing=0.6&epochs=100-200`; runs that are gone are left out.
 *
 * @throws QueryError
 */
export function readView(query: URLSearchParams, runOf: (key: number) => TrackedRun | undefined): View {
  const keys = (query.get('runs') ?? '').split(',').filter(Boolean);
  if (keys.length > MOST_RUNS)
    throw new QueryError(`runs: received ${keys.length}, allowed are ${MOST_RUNS} at once`);
  const runs = [...new Set(keys)].flatMap((key) => {
    if (!/^\d{1,9}$/.test(key)) throw new QueryError('runs: allowed are whole numbers, with commas between');
    return runOf(Number(key)) ?? [];
  });
  const seeds = query.get('seeds') ?? 'each';
  if (seeds !== 'each' && seeds !== 'range' && seeds !== 'quartiles')
    throw new QueryError('seeds: allowed are each, range and quartiles');
  const smoothing = Number(query.get('smoothing') ?? 0);
  if (!(smoothing >= 0 && smoothing < 1))
    throw new QueryError('smoothing: allowed are numbers from 0 to below 1');
  return { runs, seeds, smoothing, epochs: readWindow(query.get('epochs')) };
}

/** `100-200`, with either end left away where it is that of the runs. */
function readWindow(text: string | null): EpochWindow | null {
  if (text === null) return null;
  const [, from, to] = /^(\d{0,15})-(\d{0,15})$/.exec(text) ?? [];
  const window = { from: Number(from), to: to === '' ? Number.POSITIVE_INFINITY : Number(to) };
  if (window.from < window.to) return window;
  throw new QueryError('epochs: allowed are two whole numbers, the smaller one first, with a hyphen between');
}

/** Reads the column of a query about one chart. Throws a QueryError. */
export function readColumn(query: URLSearchParams): LogColumn {
  const column = LOG_COLUMNS.find((name) => name === query.get('column'));
  if (column === undefined) throw new QueryError(`column: allowed are ${LOG_COLUMNS.join(', ')}`);
  return column;
}

/** Reads the scale of an axis; linear where none is named. Throws a QueryError. */
export function readScale(query: URLSearchParams, axis: 'x' | 'y'): 'linear' | 'log' {
  const scale = query.get(axis) ?? 'linear';
  if (scale === 'linear' || scale === 'log') return scale;
  throw new QueryError(`${axis}: allowed are linear and log`);
}
