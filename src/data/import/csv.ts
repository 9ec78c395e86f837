import { matrix } from '../../numerics/matrix.ts';
import { counted } from '../../statistics/counted.ts';
import type { Dataset } from '../dataset.ts';
import { ProblemCollector } from '../problems.ts';
import { selectColumns } from './columns.ts';
import { parseNumber } from './number.ts';
import { parseTextTable, readTextTable, type TextTable } from './table.ts';

/** Which columns of a CSV file are what. */
export interface ColumnRoles {
  /** Name of the target column, or a list of names. */
  readonly target: string | readonly string[];
  /** Names of the input columns; `null` takes all other columns. Columns that are in neither list may hold text. */
  readonly features: readonly string[] | null;
}

/** Fewer rows than this have no variance to normalise by. */
const FEWEST_ROWS = 2;

/**
 * Reads people's own data: a CSV file with a header line and a finite number in each selected cell.
 *
 * @throws DataError that lists all problems (the first 20 and how many more), each with line and column:
 *   cells that are no finite numbers, rows of another length than the header, unknown, unnamed or repeated columns,
 *   fewer than two rows, an empty or unreadable file
 */
export function importCsv(path: string, roles: ColumnRoles): Dataset {
  return datasetFromTable(readTextTable(path), roles, path, 'data.path');
}

/**
 * `importCsv` for text that is at hand.
 *
 * @param place names the text in messages
 * @param key the config's key that chose it
 */
export function importCsvText(text: string, roles: ColumnRoles, place: string, key: string): Dataset {
  return datasetFromTable(parseTextTable(text, place, key), roles, place, key);
}

function datasetFromTable(
  { header, rows }: TextTable,
  roles: ColumnRoles,
  place: string,
  key: string,
): Dataset {
  const problems = new ProblemCollector(place, key);
  const wanted = typeof roles.target === 'string' ? [roles.target] : roles.target;
  const selection = selectColumns(header, wanted, roles.features, problems);
  if (rows.length < FEWEST_ROWS) {
    problems.add(`data rows below the header: ${rows.length}; at least ${FEWEST_ROWS} are needed`);
  }
  const inputs = matrix(rows.length, selection.inputs.length);
  const targets = matrix(rows.length, selection.targets.length);
  rows.forEach(({ line, cells }, row) => {
    if (cells.length !== header.length) {
      const cause = cells.length > header.length ? ' (a decimal comma splits a number: write 3.14)' : '';
      problems.add(
        `line ${line}: ${counted(cells.length, 'cell')}, the header has ${counted(header.length, 'column')}${cause}`,
      );
      return;
    }
    const fill = (columns: readonly number[], values: Float64Array) => {
      columns.forEach((column, j) => {
        const parsed = parseNumber(cells[column]!);
        if ('value' in parsed) values[row * columns.length + j] = parsed.value;
        else problems.add(`line ${line}, column "${header[column]}": ${parsed.problem}`);
      });
    };
    fill(selection.inputs, inputs.values);
    fill(selection.targets, targets.values);
  });
  problems.throwIfAny();
  const names = (columns: readonly number[]) => columns.map((column) => header[column]!);
  return { inputs, targets, inputNames: names(selection.inputs), targetNames: names(selection.targets) };
}
