import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { CurvatureConfig } from '../config/schema.ts';
import type { EpochRecord } from '../training/record.ts';
import { type Column, quantityFiles } from './columns.ts';
import { csvLog, csvText } from './csv-log.ts';
import { readLogBytes } from './csv-repair.ts';
import { asWriteError } from './write-error.ts';

/** The files in long form of one run: those of the quantities that give several rows an epoch. */
export interface QuantityLogs {
  /** Appends the rows of an epoch to each file; one comes to be with its first row. Throws a WriteError. */
  append(record: EpochRecord): void;
  /** Waits until the disk has every row. Throws a WriteError. */
  synchronise(): void;
}

/**
 * Opens the files in long form that a config asks for.
 *
 * @param lastEpoch of a run that goes on: rows after it are cut; null for a new run
 * @throws WriteError
 * @throws LogError where one cannot be read
 * @throws Error naming a file whose header is not that of this config
 */
export function quantityLogs(
  directory: string,
  config: CurvatureConfig,
  lastEpoch: number | null,
): QuantityLogs {
  const logs = quantityFiles(config).map(({ name, columns, rows }) => {
    const path = join(directory, name);
    const isContinued = lastEpoch !== null && cutAfter(path, columns, lastEpoch);
    return { log: csvLog(path, columns, isContinued), rows };
  });
  return {
    append(record) {
      for (const { log, rows } of logs) for (const row of rows(record)) log.append(row);
    },
    synchronise() {
      for (const { log } of logs) log.synchronise();
    },
  };
}

/**
 * Cuts a log after its last whole row of an epoch up to `lastEpoch`: for any log whose rows begin with their epoch and
 * stand in its order, however many an epoch has. What a killed process wrote after its last checkpoint goes, and a
 * torn last row with it.
 *
 * @returns whether the file is there and keeps its header; one without a whole header is removed
 * @throws LogError where it cannot be read
 * @throws WriteError
 */
export function cutAfter<Row>(path: string, columns: readonly Column<Row>[], lastEpoch: number): boolean {
  const bytes = readLogBytes(path);
  if (bytes === null) return false;
  const header = csvText(columns, []);
  const headerEnd = bytes.indexOf('\n') + 1;
  if (headerEnd > 0 && bytes.toString('utf8', 0, headerEnd) !== header) {
    throw new Error(
      `${path}: the columns are not those that this run would write (${header.trimEnd()}); put back what it wrote, or delete its folder, and it starts over.`,
    );
  }
  let kept = headerEnd;
  for (let end = bytes.indexOf('\n', kept); end >= 0; end = bytes.indexOf('\n', kept)) {
    const comma = bytes.indexOf(',', kept);
    if (!(Number(bytes.toString('utf8', kept, comma)) <= lastEpoch)) break;
    kept = end + 1;
  }
  try {
    if (headerEnd === 0) rmSync(path);
    else truncateSync(path, kept);
  } catch (error) {
    throw asWriteError(path, error);
  }
  return headerEnd > 0;
}
