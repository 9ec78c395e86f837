/**
 * A float64 array of any rank, written as index formulas: the independent implementation that the ops of
 * TensorFlow.js are compared with. Slow, plain, and sharing no code with what it checks.
 */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The array whose entry at `index` is `formula(index)`. */
export function build(shape: readonly number[], formula: (index: number[]) => number): NdArray {
  const data = new Float64Array(shape.reduce((product, length) => product * length, 1));
  const index = shape.map(() => 0);
  for (let flat = 0; flat < data.length; flat++) {
    data[flat] = formula(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** The entry at an index; 0 outside, like padding. */
export function at(array: NdArray, ...index: number[]): number {
  let flat = 0;
  for (const [axis, length] of array.shape.entries()) {
    const i = index[axis]!;
    if (i < 0 || i >= length) return 0;
    flat = flat * length + i;
  }
  return array.data[flat]!;
}

export function map(array: NdArray, f: (x: number, flat: number) => number): NdArray {
  return { shape: array.shape, data: array.data.map(f) };
}

/** Elementwise for equal shapes; a last-axis vector, or a single number, is repeated. */
export function zip(a: NdArray, b: NdArray, f: (x: number, y: number) => number): NdArray {
  return map(a, (x, flat) => f(x, b.data[flat % b.data.length]!));
}

export function reshape(array: NdArray, shape: readonly number[]): NdArray {
  return { shape, data: array.data };
}

/** Applies `f` to every vector along the last axis; it may return another length. */
export function alongLast(array: NdArray, f: (row: number[]) => number[]): NdArray {
  const length = array.shape.at(-1)!;
  const rows: number[][] = [];
  for (let start = 0; start < array.data.length; start += length) {
    rows.push(f([...array.data.subarray(start, start + length)]));
  }
  return { shape: [...array.shape.slice(0, -1), rows[0]!.length], data: Float64Array.from(rows.flat()) };
}

export function matMul(a: NdArray, b: NdArray): NdArray {
  const inner = a.shape[1]!;
  return build([a.shape[0]!, b.shape[1]!], ([i, j]) => sum(inner, (k) => at(a, i!, k) * at(b, k, j!)));
}

export function sum(count: number, term: (k: number) => number): number {
  let total = 0;
  for (let k = 0; k < count; k++) total += term(k);
  return total;
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

export function vector(...values: number[]): NdArray {
  return { shape: [values.length], data: Float64Array.from(values) };
}
