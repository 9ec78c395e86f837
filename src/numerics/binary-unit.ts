const view = new DataView(new ArrayBuffer(8));
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * The largest power of two up to |x|, and at least 2^-1022: numbers divided by it have squares that neither overflow nor
 * vanish, and dividing changes no bit of their fractions.
 *
 * @param x finite
 */
export function binaryUnit(x: number): number {
  view.setFloat64(0, x);
  const exponent = view.getUint32(0) & 0x7ff00000;
  view.setUint32(0, exponent);
  view.setUint32(4, 0);
  return Math.max(SMALLEST_NORMAL, view.getFloat64(0));
}
