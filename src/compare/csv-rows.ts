import { readFileSync } from 'node:fs';
import { nearest } from '../config/nearest.ts';
import { DataError } from '../data/errors.ts';
import { parseTextTable, type TextRow } from '../data/import/table.ts';
import { ProblemCollector } from '../data/problems.ts';
import { unguardFormula } from '../runs/cell.ts';
import { runStatuses } from '../runs/manifest.ts';
import { IrregularFileError, readRegular } from '../runs/read-regular.ts';
import { counted } from '../statistics/counted.ts';
import { cellNumber, notANumber } from './cell-number.ts';
import { type ColumnRenaming, renameColumns } from './column-map.ts';
import type { EpochRow, Reading, RunRows } from './run-rows.ts';

/** What is known of the rows beforehand. */
export interface RowsOptions {
  /** Whether hessian-lab wrote the file: then each whole row ends with a line break. */
  readonly isOwn: boolean;
  readonly renamings?: readonly ColumnRenaming[];
}

/** Columns that tell runs apart: these are no measurements. */
const RUN_COLUMNS = ['experiment', 'arm', 'group', 'seed', 'status', 'config_hash'] as const;

/**
 * Reads a CSV file of one or several runs: a column `epoch`, and where it has them `experiment`, `arm` (or `group`) and
 * `seed`, as `export` writes them. A torn last row is left out, and said.
 *
 * @throws DataError with place and remedy: an unreadable or empty file, no rows, no epochs, unequal rows, an epoch twice
 */
export function readCsvRuns(path: string, { isOwn, renamings = [] }: RowsOptions): Reading {
  const text = readText(path, isOwn);
  const guarded = parseTextTable(text, path, path);
  const theirs = guarded.header.map(unguardFormula);
  const all = guarded.rows.map(({ line, cells }) => ({ line, cells: cells.map(unguardFormula) }));
  const header = renameColumns(theirs, renamings);
  checkHeader(path, header, theirs);
  const { rows, notices } = withoutTornRow(path, text, theirs.length, all, isOwn);
  if (rows.length === 0) throw new DataError(path, ['has a header but no whole row; leave the file out']);
  const numbered = numberEpochs(path, header, rows);
  return { runs: splitRuns(path, header, numbered, notices), notices, header: theirs };
}

function readText(path: string, isOwn: boolean): string {
  let bytes: Uint8Array;
  try {
    // Only a file of somebody else may be a pipe, as the shell makes one of a command's output.
    bytes = isOwn ? readRegular(path) : readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = error instanceof IrregularFileError ? `${message}; put back what the run wrote` : code;
    throw new DataError(path, [`cannot be read: ${why}`]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(path, ['is not UTF-8 text; name a CSV file, or export it as "CSV UTF-8"']);
  }
}

function checkHeader(path: string, header: readonly string[], theirs: readonly string[]): void {
  const twice = header.find((name, i) => header.indexOf(name) < i);
  if (twice !== undefined) throw new DataError(path, [`two columns are called "${twice}"; rename one`]);
  if (header.includes('epoch')) return;
  const separator =
    theirs.length === 1 && /[;\t|]/.test(theirs[0]!) ? '; cells must be separated by commas' : '';
  const near = nearest('epoch', theirs) ?? theirs[0];
  throw new DataError(path, [
    `no column "epoch"${separator}; say which one it is: --columns "epoch=${near}"; columns: ${listed(theirs)}`,
  ]);
}

/** A process that was killed leaves at most one row without its line break. */
function withoutTornRow(
  path: string,
  text: string,
  width: number,
  all: readonly TextRow[],
  isOwn: boolean,
): { rows: readonly TextRow[]; notices: string[] } {
  const last = all.at(-1);
  const isTorn = last !== undefined && !/[\r\n]$/.test(text) && (isOwn || last.cells.length < width);
  const notices = isTorn ? [`${path}: the last row, line ${last.line}, is torn and left out.`] : [];
  return { rows: isTorn ? all.slice(0, -1) : all, notices };
}

function numberEpochs(path: string, header: readonly string[], rows: readonly TextRow[]): EpochRow[] {
  const problems = new ProblemCollector(path);
  const column = header.indexOf('epoch');
  const numbered = rows.map(({ line, cells }) => {
    if (cells.length !== header.length) {
      problems.add(`line ${line}: cells: ${cells.length}, columns of the header: ${header.length}`);
      return { epoch: Number.NaN, line, cells };
    }
    const epoch = cellNumber(cells[column]!);
    if (epoch === undefined || epoch === null || !Number.isFinite(epoch)) {
      const received = epoch === undefined ? notANumber(cells[column]!) : `received "${cells[column]}"`;
      problems.add(`line ${line}, epoch: ${received}; a finite number is needed in each row`);
    }
    return { epoch: epoch ?? Number.NaN, line, cells };
  });
  problems.throwIfAny();
  return numbered;
}

/** One run for each experiment, arm and seed of the file. */
function splitRuns(
  path: string,
  header: readonly string[],
  rows: readonly EpochRow[],
  notices: string[],
): RunRows[] {
  const at = (row: EpochRow, name: string) => row.cells[header.indexOf(name)] ?? '';
  const armColumn = header.includes('arm') ? 'arm' : 'group';
  const runs = new Map<string, EpochRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([at(row, 'experiment'), at(row, armColumn), at(row, 'seed')]);
    const own = runs.get(key);
    if (own) own.push(row);
    else runs.set(key, [row]);
  }
  const isMeasured = (name: string) => !(RUN_COLUMNS as readonly string[]).includes(name);
  const kept = header.flatMap((name, i) => (isMeasured(name) ? [i] : []));
  return [...runs.values()].map((own) => {
    const first = own[0]!;
    const status = at(first, 'status');
    return {
      place: path,
      experiment: at(first, 'experiment'),
      arm: at(first, armColumn),
      seed: at(first, 'seed') || null,
      status: runStatuses.find((one) => one === status) ?? null,
      configHash: at(first, 'config_hash') || null,
      columns: kept.map((i) => header[i]!),
      rows: onceEach(path, header, own, notices).map(({ epoch, line, cells }) => ({
        epoch,
        line,
        cells: kept.map((i) => cells[i]!),
      })),
    };
  });
}

/** The same row twice is kept once, and said; two different rows for one epoch are two runs that nothing tells apart. */
function onceEach(
  path: string,
  header: readonly string[],
  rows: readonly EpochRow[],
  notices: string[],
): EpochRow[] {
  const seen = new Map<number, EpochRow>();
  let repeated = 0;
  for (const row of rows) {
    const earlier = seen.get(row.epoch);
    if (earlier === undefined) seen.set(row.epoch, row);
    else if (earlier.cells.every((cell, i) => cell === row.cells[i])) repeated += 1;
    else {
      const problem = `epoch ${row.epoch} stands in lines ${earlier.line} and ${row.line} with different values`;
      const remedy = 'if these are several runs, say which column tells them apart: --columns "seed=..."';
      throw new DataError(path, [`${problem}; ${remedy}; columns: ${listed(header)}`]);
    }
  }
  if (repeated > 0)
    notices.push(
      `${path}: ${counted(repeated, 'row')} that stand${repeated === 1 ? 's' : ''} there twice count${repeated === 1 ? 's' : ''} once.`,
    );
  return [...seen.values()];
}

function listed(names: readonly string[]): string {
  const most = 30;
  const rest = names.length > most ? `, … and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${rest}`;
}
