import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { firstIssue } from '../runs/first-issue.ts';
import { readDocument } from '../runs/read-document.ts';
import type { VerdictRecord } from './record.ts';

/** Folder of the package's recorded verdicts: two up from `src/claims` as from `dist/claims`. */
export const REFERENCE = fileURLToPath(new URL('../../results/reference/claims/', import.meta.url));

/** A recorded verdict that cannot be read, or a folder of results that is none. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/** JSON has no notation for NaN and Infinity, which `verdict.json` has as null. */
const number = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const end = z.number().nullable();
const verdict = z.enum(['supported', 'refuted', 'inconclusive']);
const finding = z.object({
  name: z.string(),
  claim: z.string(),
  range: z.tuple([end, end]),
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
  kind: z.enum(['exact', 'statistical']),
  statement: z.string(),
  source: z.string(),
  correction: z.string().nullable(),
  seeds: z.number().int().positive(),
  verdict,
  reason: z.string(),
  boundary: z.string().nullable(),
  findings: z.array(finding).min(1),
  placebo: finding.nullable(),
  repetition: z
    .object({
      arm: z.string(),
      seeds: z.number(),
      because: z.string(),
      tolerances: z.record(z.string(), z.number()),
      agrees: z.boolean(),
    })
    .nullable(),
});

/**
 * The recorded verdict of a claim; null where none is recorded.
 *
 * @param folder of results; default the package's own
 * @throws RecordError when the folder is none, or the file is damaged or of another claim
 */
export async function readRecord(id: string, folder = REFERENCE): Promise<VerdictRecord | null> {
  await checkFolder(folder);
  const path = join(folder, id, 'verdict.json');
  const damaged = (problem: string) =>
    new RecordError(`${path}: ${problem}. Restore the file, or delete it to compare with nothing.`);
  const document = await readDocument(path, damaged);
  if (document === undefined) return null;
  const { success, data, error } = recordedVerdictSchema.safeParse(document);
  if (!success) throw damaged(`it is no verdict of this version, ${firstIssue(error)}`);
  if (data.id === id) return data;
  throw damaged(`it is of claim ${data.id}, expected ${id}`);
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new RecordError(
    `${folder}: ${found ? 'is no folder' : 'there is no such folder'}; expected is one that \`reproduce\` has written, with <claim>/verdict.json in it.`,
  );
}
