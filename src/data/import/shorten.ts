const LONGEST = 60;

/** A cell as messages show it: cut at 60 characters. */
export function shorten(cell: string): string {
  return cell.length <= LONGEST ? cell : `${cell.slice(0, LONGEST - 1)}…`;
}
