import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DataError } from '../data/errors.ts';
import { firstIssue } from '../runs/first-issue.ts';
import { readDocument } from '../runs/read-document.ts';

/** Folder of the package's recorded verdicts: two up from `src/claims` as from `dist/claims`. */
const REFERENCE = new URL('../../results/reference/claims/', import.meta.url);

/** JSON has no notation for NaN and Infinity, which `verdict.json` has as null. */
const number = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const verdict = z.enum(['supported', 'refuted', 'inconclusive']);
const finding = z.object({
  name: z.string(),
  claim: z.string(),
  because: z.string(),
  role: z.enum(['verdict', 'boundary']),
  unit: z.enum(['factor', 'plain', 'worst case']),
  estimate: number,
  low: number,
  high: number,
  p: z.number().nullable(),
  samples: z.number(),
  capped: z.number(),
  verdict,
});

/** What is read of a `verdict.json`. */
export const recordedVerdictSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  statement: z.string(),
  source: z.string(),
  correction: z.string().nullable(),
  seeds: z.number(),
  verdict,
  reason: z.string(),
  boundary: z.string().nullable(),
  findings: z.array(finding).readonly(),
  placebo: finding.nullable(),
  repetition: z
    .object({
      arm: z.string(),
      seeds: z.number(),
      because: z.string(),
      tolerances: z.record(z.string(), z.number()),
      agrees: z.boolean(),
    })
    .nullable()
    .default(null),
});

/** A finding as `verdict.json` has it. */
export type RecordedFinding = z.output<typeof finding>;
/** A verdict as `verdict.json` has it. */
export type RecordedVerdict = z.output<typeof recordedVerdictSchema>;

/**
 * The recorded verdict of a claim; null where none is recorded.
 *
 * @param folder of results; default the package's own
 * @throws DataError where the file is damaged
 */
export async function readRecord(
  id: string,
  folder = fileURLToPath(REFERENCE),
): Promise<RecordedVerdict | null> {
  const path = join(folder, id, 'verdict.json');
  const damaged = (problem: string) =>
    new DataError(path, [`${problem}; put back what reproduce wrote, or reproduce the claim there anew`]);
  const document = await readDocument(path, damaged);
  if (document === undefined) return null;
  const { success, data, error } = recordedVerdictSchema.safeParse(document);
  if (!success) throw damaged(firstIssue(error));
  return data;
}
