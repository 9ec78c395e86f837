import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { sha256 } from '../../config/hash.ts';
import { EVENTS_FILE } from '../../runs/tensorboard/event.ts';

/** A file that travels: a plain name, without a folder, and its bytes. */
export interface ParcelFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The most that one run's files may take, uncompressed: they go through the memory of Redis and of two processes. */
export const MOST_BYTES = 256 * 2 ** 20;

/** The most that they may take compressed, in base64: Redis holds 512 MiB at most in one value, and two copies at a time. */
export const MOST_TEXT = 96 * 2 ** 20;

/** No folder, no drive, no hidden file, no name that a file system reads in another way. */
const NAME = new RegExp(
  `^(?:[A-Za-z0-9][A-Za-z0-9_-]{0,99}\\.(?:csv|json|yaml)|${EVENTS_FILE.replaceAll('.', '\\.')})$`,
);

/** Files that are too large to travel, or that came damaged or with a name that is not allowed. */
export class ParcelError extends Error {
  override readonly name = 'ParcelError';
}

const index = z.array(
  z.strictObject({ name: z.string().regex(NAME), bytes: z.int().min(0).max(MOST_BYTES) }),
);

/**
 * Packs files into one text: the SHA-256 (hex) of what follows, a colon, and in base64 the gzip of a line of JSON (names
 * and lengths) and the bytes of each file.
 *
 * @param what the subject of errors: `the files of this run`
 * @throws ParcelError where they are too large, or a name is not allowed
 */
export async function pack(files: readonly ParcelFile[], what: string): Promise<string> {
  const total = files.reduce((sum, { content }) => sum + content.length, 0);
  if (total > MOST_BYTES) throw tooLarge(what, total, MOST_BYTES);
  const names = files.map(({ name, content }) => ({ name, bytes: content.length }));
  const checked = index.safeParse(names);
  if (!checked.success) throw new ParcelError(`${what}: ${checked.error.issues[0]!.message}`);
  const head = Buffer.from(`${JSON.stringify(names)}\n`);
  const zipped = await promisify(gzip)(Buffer.concat([head, ...files.map(({ content }) => content)]));
  const text = zipped.toString('base64');
  if (text.length > MOST_TEXT) throw tooLarge(what, text.length, MOST_TEXT);
  return `${sha256(text)}:${text}`;
}

/**
 * Unpacks what `pack` made. Anybody who may write to the queue can have made the text: it is believed nothing.
 *
 * @throws ParcelError where it is damaged, larger than allowed, or a name is not one of a plain file
 */
export async function unpack(parcel: string, what: string): Promise<ParcelFile[]> {
  if (parcel.length > MOST_TEXT + 65) throw tooLarge(what, parcel.length, MOST_TEXT);
  const [, sum, text] = /^([0-9a-f]{64}):([A-Za-z0-9+/=]*)$/.exec(parcel) ?? [];
  if (sum === undefined || text === undefined) throw damaged(what, 'they are no parcel');
  if (sha256(text) !== sum) throw damaged(what, 'their checksum is another one');
  let bytes: Buffer;
  try {
    const limits = { maxOutputLength: MOST_BYTES + 2 ** 20 };
    bytes = await promisify(gunzip)(Buffer.from(text, 'base64'), limits);
  } catch (error) {
    throw damaged(what, (error as Error).message);
  }
  const end = bytes.indexOf('\n');
  const names = index.safeParse(parseJson(bytes.toString('utf8', 0, Math.max(end, 0))));
  if (!names.success) throw damaged(what, 'their names are not those of plain files');
  let at = end + 1;
  const files = names.data.map(({ name, bytes: length }) => {
    const content = bytes.subarray(at, at + length);
    at += length;
    return { name, content };
  });
  if (at !== bytes.length) throw damaged(what, 'their lengths are not those announced');
  if (new Set(files.map(({ name }) => name.toLowerCase())).size < files.length) {
    throw damaged(what, 'a name comes twice');
  }
  return files;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function tooLarge(what: string, bytes: number, most: number): ParcelError {
  const mebibytes = (count: number) => `${Math.ceil(count / 2 ** 20)} MiB`;
  return new ParcelError(
    `${what} take ${mebibytes(bytes)}, and ${mebibytes(most)} may go through the queue: run this sweep without --queue, or measure less often (curvature.every).`,
  );
}

function damaged(what: string, problem: string): ParcelError {
  return new ParcelError(`${what} came damaged: ${problem}.`);
}
