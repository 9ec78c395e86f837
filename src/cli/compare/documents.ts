import type { Comparison } from '../../compare/comparison.ts';
import type { CheckedExpectation } from '../../compare/expression/check.ts';
import { lastEpoch, type Sample } from '../../compare/sample.ts';
import type { Cell } from '../../runs/cell.ts';
import type { Column } from '../../runs/columns.ts';
import { csvText } from '../../runs/csv-log.ts';

/** The columns of `compare --csv`, a row for each comparison. */
const columns: Column<Comparison>[] = (
  [
    ['column', '', (c) => c.column],
    ['epoch', '', (c) => c.epoch],
    ['reference', '', (c) => c.reference],
    ['other', '', (c) => c.other],
    ['pairing', '', (c) => c.pairing],
    ['reference_count', '', (c) => c.referenceCount],
    ['other_count', '', (c) => c.otherCount],
    ['reference_median', '', (c) => c.referenceMedian],
    ['other_median', '', (c) => c.otherMedian],
    ['difference', '', (c) => c.difference?.estimate],
    ['difference_low', '', (c) => c.difference?.low],
    ['difference_high', '', (c) => c.difference?.high],
    ['log_ratio', '', (c) => c.logRatio?.estimate],
    ['log_ratio_low', '', (c) => c.logRatio?.low],
    ['log_ratio_high', '', (c) => c.logRatio?.high],
    ['test', '', (c) => c.test?.kind],
    ['wilcoxon_p', '', (c) => c.test?.p],
    ['effect', '', (c) => c.test?.effect],
    ['missing', '', (c) => c.missing],
    ['not_finite', '', (c) => c.notFinite],
  ] satisfies [string, string, (comparison: Comparison) => Cell | undefined][]
).map(([name, meaning, cell]) => ({ name, unit: '', meaning, cell: (row) => cell(row) ?? null }));

/** Comparisons as CSV; `reference` and `other` by the names of the samples. */
export function comparisonCsv(comparisons: readonly Comparison[], samples: readonly Sample[]): string {
  const nameOf = (letter: string) => samples.find((sample) => sample.letter === letter)!.name;
  const named = comparisons.map((comparison) => ({
    ...comparison,
    reference: nameOf(comparison.reference),
    other: nameOf(comparison.other),
  }));
  return csvText(columns, named);
}

/** The document of `compare --json`. */
export function comparisonDocument(
  samples: readonly Sample[],
  comparisons: readonly Comparison[],
  expectations: readonly CheckedExpectation[],
  notices: readonly string[],
): object {
  return {
    samples: samples.map(({ letter, name, path, arm, runs }) => ({
      letter,
      name,
      path,
      arm,
      runs: runs.map((run) => {
        const { place, experiment, seed, status, configHash, rows } = run;
        return { place, experiment, seed, status, configHash, rows: rows.length, lastEpoch: lastEpoch(run) };
      }),
    })),
    confidence: 0.95,
    comparisons,
    expectations,
    notices,
  };
}
