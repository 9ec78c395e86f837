import { appendFileSync, closeSync, fsyncSync, openSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { CurvatureConfig } from '../../config/schema.ts';
import type { EpochRecord } from '../../training/record.ts';
import { epochColumns } from '../columns.ts';
import { readLogBytes } from '../csv-repair.ts';
import { asWriteError } from '../write-error.ts';
import { EVENTS_FILE, recordsEnd, type Scalar, scalarEvent, tfRecord, versionEvent } from './event.ts';

/** The event file of one run, a record an epoch. */
export interface TensorboardLog {
  /** Appends the numbers of a row of `epochs.csv`. Throws a WriteError, and then leaves no half record. */
  append(record: EpochRecord): void;
  /** Waits until the disk has every record. Throws a WriteError. */
  synchronise(): void;
}

/**
 * Opens the event file of a run, which begins with the record that tells its version.
 *
 * @param lastEpoch of a run that goes on: records after it are cut, and a torn one with them; null for a new run
 * @throws LogError where that one cannot be read
 * @throws WriteError
 */
export function tensorboardLog(
  directory: string,
  config: CurvatureConfig,
  lastEpoch: number | null,
): TensorboardLog {
  const path = join(directory, EVENTS_FILE);
  const columns = epochColumns(config).filter(({ name }) => !NOT_SCALARS.includes(name));
  const append = (event: Uint8Array) => {
    const before = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    try {
      appendFileSync(path, tfRecord(event));
    } catch (error) {
      // A full disk can take the first half.
      if (before > 0) truncateSync(path, before);
      throw asWriteError(path, error);
    }
  };
  if (lastEpoch === null || !cutAfter(path, lastEpoch)) append(versionEvent(Date.now() / 1000));
  return {
    append(record) {
      const scalars = columns.flatMap(({ name, cell }): Scalar[] => {
        const value = cell(record);
        return typeof value === 'number' ? [{ tag: name, value }] : [];
      });
      append(scalarEvent(Date.now() / 1000, record.epoch, scalars));
    },
    synchronise() {
      try {
        const file = openSync(path, 'r+');
        fsyncSync(file);
        closeSync(file);
      } catch (error) {
        throw asWriteError(path, error);
      }
    },
  };
}

/** The axis, and what TensorBoard shows beside it. */
const NOT_SCALARS = ['epoch', 'step'];

/** Keeps the version and the epochs up to `lastEpoch`, one record each from epoch 0; false where nothing is kept. */
function cutAfter(path: string, lastEpoch: number): boolean {
  const bytes = readLogBytes(path);
  if (bytes === null) return false;
  const { end, records } = recordsEnd(bytes, lastEpoch + 2);
  try {
    truncateSync(path, end);
  } catch (error) {
    throw asWriteError(path, error);
  }
  return records > 0;
}
