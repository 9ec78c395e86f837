import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { sha256 } from '../../config/hash.ts';
import { writeWhole } from '../../runs/write.ts';
import { fileKey } from './names.ts';
import type { Order } from './order.ts';
import { ParcelError, unpack } from './parcel.ts';

/** A file that runs read is not in the queue any more: the sweep that brought it has to bring it again. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/** The files that runs read, on the machine of a worker. */
export interface Inputs {
  /** Sees to it that the files of an order are here. Throws MissingFileError, ParcelError, WriteError. */
  fetch(order: Order): Promise<void>;
  /** Where a file that was fetched lies. */
  pathOf(hash: string): string;
}

/** @param directory of the worker; each file is fetched once and kept below it */
export function openInputs(redis: Redis, directory: string): Inputs {
  const folder = join(directory, 'inputs');
  // CSV and JSON are told apart by what reads them, not by their names.
  const pathOf = (hash: string) => join(folder, hash);
  return {
    pathOf,
    async fetch({ files }) {
      for (const { key, sha256: hash } of files) {
        const path = pathOf(hash);
        if (existsSync(path)) continue;
        const parcel = await redis.get(fileKey(hash));
        if (parcel === null) throw new MissingFileError(`${key}: its file is not in the queue any more`);
        const [file] = await unpack(parcel, `${key}: the file`);
        if (file === undefined || sha256(file.content) !== hash) {
          throw new ParcelError(`${key}: another file came in its place`);
        }
        await writeWhole(path, file.content);
      }
    },
  };
}
