import { nearest } from '../../config/nearest.ts';
import type { ProblemCollector } from '../problems.ts';
import { parseNumber } from './number.ts';
import { shorten } from './shorten.ts';

/** Indices into the header, in the order asked for. */
export interface ColumnSelection {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
}

/**
 * Finds the columns by name; what is wrong with header or names goes into `problems`, and the selection then
 * holds the columns that were found.
 *
 * @param target names of the target columns
 * @param features names of the input columns; `null` takes all but the targets, in the file's order
 */
export function selectColumns(
  header: readonly string[],
  target: readonly string[],
  features: readonly string[] | null,
  problems: ProblemCollector,
): ColumnSelection {
  checkHeader(header, problems);
  const find = (names: readonly string[], key: string) => {
    if (names.length === 0) problems.add('the list is empty; name at least one column', key);
    return names.flatMap((name) => locate(header, name, key, problems));
  };
  const targets = find(target, 'data.target');
  const others = header.flatMap((_, column) => (targets.includes(column) ? [] : [column]));
  if (features === null && others.length === 0)
    problems.add('all columns are targets; an input column is needed');
  const inputs = features === null ? others : find(features, 'data.features');
  checkRoles(header, inputs, targets, problems);
  return { inputs, targets };
}

function checkHeader(header: readonly string[], problems: ProblemCollector): void {
  const first = new Map<string, number>();
  header.forEach((name, column) => {
    const earlier = first.get(name);
    if (name === '') {
      problems.add(
        `header: column ${column + 1} has no name; name it or delete the column (pandas: index=False)`,
      );
    } else if (earlier !== undefined) {
      problems.add(
        `header: columns ${earlier + 1} and ${column + 1} are both called "${shorten(name)}"; rename one`,
      );
    } else {
      first.set(name, column);
    }
  });
  if (header.length === 1 && /[;\t|]/.test(header[0]!)) {
    problems.add(`header: one column, "${shorten(header[0]!)}"; the file must separate its cells by commas`);
  }
}

/** More columns than anybody reads through. */
const MANY = 50;

function locate(header: readonly string[], name: string, key: string, problems: ProblemCollector): number[] {
  const column = header.indexOf(name);
  if (column >= 0) return [column];
  const headless = header.every((cell) => 'value' in parseNumber(cell))
    ? '; the first line holds numbers only: is the header missing?'
    : '';
  const near = header.length > MANY ? null : nearest(name, header);
  const suggestion = near === null ? '' : ` (did you mean "${near}"?)`;
  const rest = header.length > MANY ? `, … and ${header.length - MANY} more` : '';
  const names = header
    .slice(0, MANY)
    .map((cell) => `"${shorten(cell)}"`)
    .join(', ');
  problems.add(`no column "${name}"${suggestion}; columns: ${names}${rest}${headless}`, key);
  return [];
}

function checkRoles(
  header: readonly string[],
  inputs: readonly number[],
  targets: readonly number[],
  problems: ProblemCollector,
): void {
  const repeated = (columns: readonly number[]) => new Set(columns.filter((c, i) => columns.indexOf(c) < i));
  for (const column of repeated(targets)) problems.add(`"${header[column]}" is listed twice`, 'data.target');
  for (const column of repeated(inputs)) problems.add(`"${header[column]}" is listed twice`, 'data.features');
  for (const column of inputs.filter((c) => targets.includes(c))) {
    problems.add(`"${header[column]}" is the target; a model may not read its answer`, 'data.features');
  }
}
