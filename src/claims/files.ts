import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell } from '../runs/cell.ts';
import { csvText } from '../runs/csv-log.ts';
import { writeJson, writeWhole } from '../runs/write.ts';
import type { Experiment } from './experiment.ts';
import { recordOf } from './record.ts';
import type { RepetitionFinding } from './repetition.ts';
import type { Finding, Result } from './result.ts';

/**
 * Writes what an experiment found into its folder: every number (`runs.csv`), the findings (`summary.csv`), the verdict
 * (`verdict.json`), the figure, and both numbers of each repetition on TensorFlow.js (`repetition.csv`). The verdict comes
 * last: where it is new, so is the rest.
 *
 * @param directory of this claim; files of an earlier run are replaced
 * @throws WriteError
 */
export async function writeResult(directory: string, experiment: Experiment, result: Result): Promise<void> {
  // The placebo's runs are of one arm alone: its band would be over more seeds than those of the others.
  const rows = result.rows.filter(({ seed }) => result.seeds.includes(seed));
  const figure = experiment.figure({ ...result, rows });
  await writeWhole(join(directory, 'runs.csv'), runsCsv(result));
  await writeWhole(join(directory, 'summary.csv'), summaryCsv(result));
  await writeWhole(join(directory, 'figure.svg'), figure.svg);
  await writeWhole(join(directory, 'figure.png'), Buffer.from(figure.png()));
  const { repetition } = result.judgement;
  if (repetition) await writeWhole(join(directory, 'repetition.csv'), repetitionCsv(repetition));
  else await rm(join(directory, 'repetition.csv'), { force: true });
  await writeJson(join(directory, 'verdict.json'), recordOf(experiment, result));
}

/** One line for each arm, seed and quantity; `capped` says that the value is a cap, since it was never reached. */
function runsCsv({ rows }: Result): string {
  return csv(
    ['arm', 'seed', 'quantity', 'value', 'capped'],
    rows.flatMap(({ arm, seed, quantities, capped }) =>
      Object.entries(quantities).map(([quantity, value]) => ({
        arm,
        seed,
        quantity,
        value,
        capped: capped.includes(quantity),
      })),
    ),
  );
}

function summaryCsv({ judgement }: Result): string {
  const line = (kind: string, finding: Finding) => ({ kind, ...finding });
  const lines = [
    ...judgement.findings.map((finding) => line(finding.role, finding)),
    ...(judgement.placebo ? [line('placebo', judgement.placebo)] : []),
  ];
  return csv(
    ['kind', 'name', 'claim', 'unit', 'estimate', 'low', 'high', 'p', 'samples', 'capped', 'verdict'],
    lines,
  );
}

/** A line for each seed and quantity of the arm that was run twice. */
function repetitionCsv({ arm, numbers }: RepetitionFinding): string {
  return csv(
    ['arm', 'seed', 'quantity', 'closed_form', 'tensorflow', 'difference', 'tolerance', 'agrees'],
    numbers.map(({ closedForm, ...rest }) => ({ arm, ...rest, closed_form: closedForm })),
  );
}

function csv<Name extends string>(
  names: readonly Name[],
  rows: readonly Readonly<Record<Name, Cell>>[],
): string {
  const columns = names.map((name) => ({
    name,
    unit: '',
    meaning: '',
    cell: (row: Readonly<Record<Name, Cell>>) => row[name],
  }));
  return csvText(columns, rows);
}
