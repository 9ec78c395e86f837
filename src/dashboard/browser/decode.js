// What `/charts` answers, as arrays that uPlot takes. The layout is that of `series/encode.ts`.

/** @typedef {import('../series/encode.ts').ChartHeader} ChartHeader */
/** @typedef {(number | null)[]} Values */

/**
 * @typedef {object} Charts
 * @property {ChartHeader} header
 * @property {number[]} epochs
 * @property {Map<string, Values>} arrays by `line column part`
 */

/**
 * @param {ArrayBuffer} bytes
 * @returns {Charts}
 */
export function decodeCharts(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  /** @type {ChartHeader} */
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  let at = 4 + length;
  const next = () => {
    const values = new Float64Array(bytes, at, header.points);
    at += values.byteLength;
    return values;
  };
  const epochs = Array.from(next());
  /** @type {Map<string, Values>} */
  const arrays = new Map();
  for (const { line, column, part } of header.arrays) {
    const values = next();
    /** @type {Values} */
    const drawn = new Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = /** @type {number} */ (values[i]);
      drawn[i] = Number.isNaN(value) ? null : value;
    }
    arrays.set(`${line} ${column} ${part}`, drawn);
  }
  return { header, epochs, arrays };
}
