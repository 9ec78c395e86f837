import { parseColumnMap } from '../../compare/column-map.ts';
import { chooseColumns } from '../../compare/columns.ts';
import { type Comparison, compareColumn } from '../../compare/comparison.ts';
import type { When } from '../../compare/epochs.ts';
import { type CheckedExpectation, checkExpectation } from '../../compare/expression/check.ts';
import { parseExpectation } from '../../compare/expression/parse.ts';
import { comparisonNotices, epochNotice, runNotices } from '../../compare/notices.ts';
import { type Operands, readOperands } from '../../compare/operands.ts';
import { type PlannedComparison, planComparisons } from '../../compare/plan.ts';
import { epochRange } from '../../compare/sample.ts';
import { DataError } from '../../data/errors.ts';
import { writeWhole } from '../../runs/write.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { refuseOccupied } from '../occupied.ts';
import { print, printError, printJson } from '../output.ts';
import { widthOf } from '../terminal.ts';
import { comparisonCsv, comparisonDocument } from './documents.ts';
import { checkFigureName, figureFiles, writeFigures } from './figures.ts';
import { comparisonTables, expectationLines, sampleLines } from './report.ts';
import { WIDTH, wrapLines } from './text.ts';

/** Arguments of `hessian-lab compare`. */
export interface CompareArguments {
  runs: string[];
  column: string[] | undefined;
  epoch: string[] | undefined;
  columns: string[] | undefined;
  expect: string[] | undefined;
  csv: string | undefined;
  figure: string | undefined;
  overwrite: boolean;
  quiet: boolean;
  json: boolean;
}

/** What a comparison found. */
interface Outcome extends Found {
  readonly operands: Operands;
  readonly planned: readonly PlannedComparison[];
  readonly checked: readonly CheckedExpectation[];
}

/** Runs `hessian-lab compare`. */
export async function runCompare(args: CompareArguments): Promise<number> {
  const { csv, figure, overwrite } = args;
  if (csv !== undefined) await refuseOccupied('--csv', [csv], overwrite);
  if (figure !== undefined) checkFigureName(figure);
  const outcome = compareRuns(args);
  const { operands, comparisons, checked, notices } = outcome;
  const files = await writeFiles(args, outcome);
  if (args.json) printJson(comparisonDocument(operands.samples, comparisons, checked, notices));
  else if (args.quiet) printFailed(checked);
  else print(reportText(outcome, files, Math.min(WIDTH, widthOf())));
  return checked.every(({ isMet }) => isMet) ? exitCodes.done : exitCodes.checkFailed;
}

/** Reads, compares and checks, and writes nothing. Throws a UsageError, a DataError or an ExpectationError. */
export function compareRuns(
  args: Pick<CompareArguments, 'runs' | 'column' | 'epoch' | 'columns' | 'expect'>,
): Outcome {
  const whens = (args.epoch ?? ['last']).map(parseWhen);
  const expectations = (args.expect ?? []).map(parseExpectation);
  const operands = readOperands(args.runs, parseColumnMap(args.columns ?? []));
  const { samples } = operands;
  const checked = expectations.map((expectation) => checkExpectation(expectation, samples));
  // A single arm has nothing to be compared with, but can be checked.
  const isCheckOnly = samples.length === 1 && checked.length > 0;
  const { planned, notices } = isCheckOnly ? { planned: [], notices: [] } : planComparisons(operands);
  const found = compareAll(planned, args.column ?? [], whens);
  const told = [
    ...operands.notices,
    ...runNotices(samples),
    ...notices,
    ...found.notices,
    ...comparisonNotices(found.comparisons),
  ];
  return { ...found, operands, planned, checked, notices: told };
}

interface Found {
  readonly columns: readonly string[];
  readonly comparisons: readonly Comparison[];
  readonly notices: readonly string[];
}

function compareAll(
  planned: readonly PlannedComparison[],
  named: readonly string[],
  whens: readonly When[],
): Found {
  if (planned.length === 0) return { columns: named, comparisons: [], notices: [] };
  const { columns, notices } = chooseColumns(planned, named);
  const comparisons: Comparison[] = [];
  const empty: string[] = [];
  for (const column of columns) {
    for (const when of whens) {
      for (const pair of planned) {
        const rows = compareColumn(pair.reference, pair.other, pair.pairing, column, when);
        comparisons.push(...rows);
        if (rows.length === 0) empty.push(epochNotice(pair, column, String(when)));
      }
    }
  }
  if (comparisons.length === 0) {
    const sides = [...new Set(planned.flatMap(({ reference, other }) => [reference, other]))];
    const rows = sides.map(({ letter, runs }) => `${letter} has ${epochRange(runs)}`).join(', ');
    const received = `received ${whens.join(', ')}, where no column has values on both sides`;
    throw new DataError('--epoch', [`${received}; ${rows}; first, last and all are allowed too`]);
  }
  return { columns, comparisons, notices: [...notices, ...empty] };
}

function parseWhen(text: string): When {
  if (text === 'first' || text === 'last' || text === 'all') return text;
  const epoch = Number(text);
  if (text.trim() !== '' && Number.isFinite(epoch)) return epoch;
  throw new UsageError(`--epoch: received "${text}", allowed are a number, first, last and all.`);
}

async function writeFiles(
  { csv, figure, column, overwrite }: CompareArguments,
  { operands: { samples }, planned, columns, comparisons }: Outcome,
): Promise<string[]> {
  const drawn = planned.length === 0 ? (column ?? []) : columns;
  if (figure !== undefined && drawn.length === 0) {
    throw new UsageError('--figure: name what to draw with --column.');
  }
  const figures = figure === undefined ? [] : figureFiles(figure, drawn);
  await refuseOccupied('--figure', figures, overwrite);
  if (csv !== undefined) await writeWhole(csv, comparisonCsv(comparisons, samples));
  await writeFigures(figures, samples, drawn);
  return [...(csv === undefined ? [] : [csv]), ...figures];
}

function printFailed(checked: readonly CheckedExpectation[]): void {
  for (const one of checked) if (!one.isMet) for (const line of expectationLines(one)) printError(line);
}

/** What `compare` prints. */
export function reportText(
  { operands: { samples }, comparisons, checked, notices }: Outcome,
  files: readonly string[] = [],
  width = WIDTH,
): string {
  const lines = [...sampleLines(samples, width), ...comparisonTables(comparisons, width)];
  if (notices.length > 0) lines.push('', ...notices.flatMap((notice) => wrapLines(notice, width)));
  if (checked.length > 0) lines.push('', ...checked.flatMap((one) => expectationLines(one, width)));
  if (files.length > 0) lines.push('', ...wrapLines(`Wrote ${files.join(', ')}.`, width));
  return lines.join('\n');
}
