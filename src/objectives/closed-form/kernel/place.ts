/**
 * Where something lies in WebAssembly memory: an address that moves on by a number of bytes from one block of rows,
 * chunk of blocks, worker or direction to the next. One place thus tells the address to every chunk on every
 * thread.
 */
export interface Place {
  readonly address: number;
  readonly block?: number;
  readonly chunk?: number;
  readonly worker?: number;
  readonly direction?: number;
}

/** What a step of a program is given. */
export type Argument = number | Place;

/** Moves a place by a fixed number of bytes. */
export function shifted(place: Place, bytes: number): Place {
  return { ...place, address: place.address + bytes };
}

/** Hands out memory from an address on. */
export interface Cursor {
  /** An address for so many float64 numbers: vectors and sums, whatever the precision of the blocks. */
  vector(count: number): number;
  /** An address for so many numbers of a block or of packed weights. */
  elements(count: number): number;
  /** An address for so many bytes. */
  bytes(count: number): number;
  /** The first byte that was not handed out. */
  readonly end: number;
}

/**
 * Hands out whole cache lines, and one to spare: arrays of a power of two of bytes would compete for the same
 * lines.
 *
 * @param elementBytes of a number in a block: 8 for float64, 4 for float32
 */
export function cursor(start: number, elementBytes: number): Cursor {
  let end = start;
  const bytes = (count: number) => {
    const address = end;
    end += 64 * Math.ceil(count / 64) + 64;
    return address;
  };
  return {
    bytes,
    vector: (count) => bytes(8 * count),
    elements: (count) => bytes(elementBytes * count),
    get end() {
      return end;
    },
  };
}
