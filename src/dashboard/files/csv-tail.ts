import { readSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { openInside } from './inside.ts';

/** What a reading found: nothing new, rows at the end, or another file in the place of what was read before. */
export type TailChange = 'none' | 'appended' | 'replaced' | 'gone';

/** Takes whole rows as they come. Cells are text, without their quotes. */
export interface RowReceiver {
  /** A new file begins: forget the rows of the former one. */
  begin(header: readonly string[]): void;
  /** One row; not called for a last row without its line break, which is still being written or torn. */
  row(cells: readonly string[]): void;
}

const CHUNK = 1 << 20;
/** So many bytes before the place where the last reading stopped tell whether the file is still the same one. */
const FINGERPRINT = 256;

/**
 * Follows a CSV file that grows, reading only what is new. A run that goes on from a checkpoint cuts its files and
 * writes on: then, and when the file is another one, it is read anew from its start.
 *
 * @param path as for `openInside`
 */
export class CsvTail {
  readonly #path: string;
  readonly #receiver: RowReceiver;
  #identity = '';
  /** The size and time at the last reading: a file that has neither changed is not opened up. */
  #state = '';
  #offset = 0;
  #before: Buffer = Buffer.alloc(0);
  #width = 0;

  constructor(path: string, receiver: RowReceiver) {
    this.#path = path;
    this.#receiver = receiver;
  }

  /** Reads what has come since the last call. */
  read(): TailChange {
    const file = openInside(this.#path);
    if (file === null) {
      const wasThere = this.#identity !== '';
      this.#forget('');
      return wasThere ? 'gone' : 'none';
    }
    try {
      const { dev, ino, size, mtimeNs } = file.stats;
      const state = `${size} ${mtimeNs}`;
      const identity = `${dev} ${ino}`;
      if (identity === this.#identity && state === this.#state) return 'none';
      const isSame =
        identity === this.#identity && size >= this.#offset && this.#isContinued(file.descriptor);
      if (!isSame) this.#forget(identity);
      this.#state = state;
      const before = this.#offset;
      this.#readOn(file.descriptor);
      if (!isSame) return 'replaced';
      return this.#offset > before ? 'appended' : 'none';
    } finally {
      file.close();
    }
  }

  #forget(identity: string): void {
    this.#identity = identity;
    this.#state = '';
    this.#offset = 0;
    this.#before = Buffer.alloc(0);
    this.#width = 0;
  }

  #isContinued(descriptor: number): boolean {
    const { length } = this.#before;
    if (length === 0) return true;
    const now = Buffer.alloc(length);
    const count = readSync(descriptor, now, 0, length, this.#offset - length);
    return count === length && now.equals(this.#before);
  }

  #readOn(descriptor: number): void {
    let chunk = Buffer.alloc(CHUNK);
    for (;;) {
      const count = readSync(descriptor, chunk, 0, chunk.length, this.#offset);
      const end = chunk.subarray(0, count).lastIndexOf(0x0a) + 1;
      if (end === 0) {
        // No line break in a full chunk: a row longer than it.
        if (count < chunk.length) return;
        chunk = Buffer.alloc(2 * chunk.length);
        continue;
      }
      const whole = chunk.subarray(0, end);
      this.#rows(whole.toString('latin1'));
      this.#offset += end;
      this.#before = Buffer.concat([this.#before, whole.subarray(-FINGERPRINT)]).subarray(-FINGERPRINT);
      if (count < chunk.length) return;
    }
  }

  #rows(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
      start = end + 1;
      const cells = cellsOf(line);
      if (this.#width === 0) {
        this.#width = cells.length;
        this.#receiver.begin(cells);
      } else if (cells.length === this.#width) this.#receiver.row(cells);
    }
  }
}

/** The cells of a line; one whose quotes make no sense is damaged, and its cells are what stands between its commas. */
function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  try {
    return parse(line)[0] ?? [];
  } catch {
    return line.split(',');
  }
}
