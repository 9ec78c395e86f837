/**
 * A document as JSON, indented, in one line where it holds no list and no object. NaN and ±Infinity, which JSON lacks,
 * are texts as in the CSVs: "NaN", "Infinity", "-Infinity".
 */
export function jsonText(document: unknown): string {
  const isFlat = Object.values(document ?? {}).every((value) => typeof value !== 'object' || value === null);
  return JSON.stringify(
    document,
    (_key, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
    isFlat ? 0 : 2,
  );
}
