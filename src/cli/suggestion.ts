import { nearest } from '../config/nearest.ts';

/** How a sentence about an unknown word ends: `, did you mean "epochs"?` when a known word is near, else a full stop. */
export function didYouMean(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return near === null ? '.' : `, did you mean "${near}"?`;
}
