/**
 * Ranks from 1; ties get the mean of the ranks they take up.
 *
 * @param tie relative difference up to which numbers, all positive then, count as equal; default 0
 */
export function midranks(values: readonly number[], tie = 0): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Array<number>(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    const first = values[order[start]!]!;
    while (end < order.length && values[order[end]!]! - first <= tie * first) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
  }
  return ranks;
}
