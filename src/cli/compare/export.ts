import { extname, resolve } from 'node:path';
import { readRuns } from '../../compare/operands.ts';
import type { RunRows } from '../../compare/run-rows.ts';
import { type TidyTable, tidyObjects, tidyTable } from '../../compare/tidy.ts';
import { csvText } from '../../runs/csv-log.ts';
import { jsonText } from '../../runs/json-text.ts';
import { writeWhole } from '../../runs/write.ts';
import { counted } from '../../statistics/counted.ts';
import { UsageError } from '../errors.ts';
import { exitCodes } from '../exit-code.ts';
import { refuseOccupied } from '../occupied.ts';
import { print, printError, printJson } from '../output.ts';

const FORMATS = ['.csv', '.json', '.parquet'] as const;

/** Runs `hessian-lab export`. */
export async function runExport(args: {
  directories: string[];
  out: string | undefined;
  overwrite: boolean;
  quiet: boolean;
  json: boolean;
}): Promise<number> {
  const { directories, out, overwrite, quiet, json } = args;
  const format = FORMATS.find((one) => out !== undefined && extname(out).toLowerCase() === one);
  if (out !== undefined && !format) {
    throw new UsageError(`--out: received "${out}", allowed are names that end in ${FORMATS.join(', ')}.`);
  }
  if (out !== undefined) await refuseOccupied('--out', [out], overwrite);
  const readings = directories.map((directory) => readRuns(directory));
  const named = readings.flatMap((reading) => reading.runs);
  const runs = withoutRepeats(named);
  const repeats = named.length - runs.length;
  const notices = [
    ...readings.flatMap((reading) => reading.notices),
    ...(repeats === 0 ? [] : [`${counted(repeats, 'run')} named twice: exported once.`]),
  ];
  const table = tidyTable(runs);
  if (out !== undefined) await writeWhole(out, await encode(table, format!));
  if (json) {
    const summary = {
      file: out,
      runs: runs.length,
      rows: table.rows.length,
      columns: table.columns,
      notices,
    };
    printJson(out === undefined ? tidyObjects(table) : summary);
    return exitCodes.done;
  }
  if (!quiet) for (const notice of notices) printError(notice);
  if (out === undefined) print(tableText(table).trimEnd());
  else if (!quiet)
    print(`Wrote ${counted(table.rows.length, 'row')} of ${counted(runs.length, 'run')} to ${out}.`);
  return exitCodes.done;
}

/** Folders that overlap name a run twice; its rows are one run's. */
function withoutRepeats(runs: readonly RunRows[]): RunRows[] {
  const keyOf = ({ place, arm, seed }: RunRows) => JSON.stringify([resolve(place), arm, seed]);
  return [...new Map(runs.map((run) => [keyOf(run), run])).values()];
}

async function encode(table: TidyTable, format: (typeof FORMATS)[number]): Promise<string | Uint8Array> {
  if (format === '.csv') return tableText(table);
  if (format === '.parquet') return (await import('../../compare/parquet.ts')).parquetBytes(table);
  return `${jsonText(tidyObjects(table))}\n`;
}

/** The table as CSV. */
export function tableText({ columns, rows }: TidyTable): string {
  const cells = columns.map((name, i) => ({
    name,
    unit: '',
    meaning: '',
    cell: (row: readonly string[]) => row[i]!,
  }));
  return csvText(cells, rows);
}
