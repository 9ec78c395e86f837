const NUMBER = /(\d+(?:\.\d+)?(?:e[+-]?\d+)?)/;

/**
 * The order of two names in which numbers count as numbers, decimals and powers of ten too: `learningRate=0.08` comes before
 * `learningRate=0.2`, and `seed-9` before `seed-10`. Collators read whole numbers only, and take 0.2 for less than 0.08.
 */
export function byName(a: string, b: string): number {
  const [one, other] = [a.split(NUMBER), b.split(NUMBER)];
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    const [left, right] = [one[i]!, other[i]!];
    // Every second part is a number.
    const order = i % 2 === 1 ? compare(Number(left), Number(right)) : left.localeCompare(right, 'en');
    if (order !== 0) return order;
  }
  return one.length - other.length || a.localeCompare(b, 'en');
}

/** Not the difference: of two that are beyond the largest number it is NaN. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
