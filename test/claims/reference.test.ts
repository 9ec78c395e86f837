/**
 * The committed results are those of the code at hand: what each experiment states stands in its record, and two claims,
 * cheap enough to be run in full, give the committed files again.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { loadExperiments } from '../../src/claims/catalogue.ts';
import { conduct } from '../../src/claims/conduct.ts';
import { writeResult } from '../../src/claims/files.ts';
import { readRecord } from '../../src/claims/read-record.ts';
import type { VerdictRecord } from '../../src/claims/record.ts';
import { statedFindings } from '../../src/claims/stated.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const REFERENCE = fileURLToPath(new URL('../../results/reference/claims/', import.meta.url));
const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);
/** The stated rounding, of experiments/README.md: beyond, a number may change with the order of a sum. */
const DIGITS = 8;

const experiments = await loadExperiments();

it('there is a record for each experiment, and no other', () => {
  expect(readdirSync(REFERENCE).sort()).toEqual(experiments.map(({ id }) => id).sort());
});

describe.each(experiments)('$id', (experiment) => {
  it('is recorded with the statement, margins and reasons that its file has, from ten seeds', async () => {
    const record = (await readRecord(experiment.id)) as VerdictRecord;
    const { name, kind, statement, source, correction } = experiment;
    expect(record).toMatchObject({ name, kind, statement, source, correction, seeds: SEEDS.length });
    const stated = record.findings.map(({ name, claim, range, because, role, unit }) => ({
      ...{ name, claim, range, because, role, unit },
    }));
    expect(stated).toEqual(statedFindings(experiment));
  });

  it('is recorded with a placebo and a repetition on TensorFlow.js that agrees, unless it is exact', async () => {
    const { placebo, repetition } = (await readRecord(experiment.id)) as VerdictRecord;
    if (experiment.kind === 'exact') {
      expect({ placebo, repetition }).toEqual({ placebo: null, repetition: null });
      return;
    }
    expect(placebo!.name).toBe(`${experiment.placebo.effect}, all arms ${experiment.placebo.arm}`);
    const { arm, quantities, because } = experiment.repetition!;
    expect(repetition).toEqual({ arm, seeds: 2, because, tolerances: quantities, agrees: true });
  });
});

describe.each(['E3', 'S8'])('%s, run in full', (id) => {
  it('gives the committed files again', async () => {
    const experiment = experiments.find((one) => one.id === id)!;
    const directory = temporaryDirectory();
    await writeResult(directory, experiment, await conduct(experiment, { seeds: SEEDS }));
    const both = (file: string) =>
      [join(directory, file), join(REFERENCE, id, file)].map((path) => readFileSync(path, 'utf8'));
    for (const file of ['verdict.json', 'figure.svg']) {
      const [now, recorded] = both(file);
      expect(now, file).toBe(recorded);
    }
    for (const file of ['runs.csv', 'summary.csv']) {
      const [now, recorded] = both(file).map(rounded);
      expect(now, file).toEqual(recorded);
    }
  });
});

/** The cells of a CSV file, numbers to the digits that count. */
function rounded(text: string): string[][] {
  const rows: string[][] = parse(text);
  return rows.map((row) =>
    row.map((cell) =>
      /^-?\d/.test(cell) && !Number.isNaN(Number(cell)) ? Number(cell).toPrecision(DIGITS) : cell,
    ),
  );
}
