import { z } from 'zod';
import { plainText } from '../../processes/plain-text.ts';
import { firstIssue } from '../../runs/first-issue.ts';
import { runStatuses } from '../../runs/manifest.ts';
import { summaryColumns } from '../../runs/summary.ts';
import type { JobOutcome } from '../executor.ts';

/** The longest cell is the name of an arm. */
const LONGEST_CELL = 300;

const text = z.string().transform((said) => plainText(said));

const outcome = z.strictObject({
  status: z.enum(runStatuses),
  message: text,
  error: text.nullable(),
  summary: z
    .strictObject(Object.fromEntries(summaryColumns.map(({ name }) => [name, z.string().max(LONGEST_CELL)])))
    .nullable(),
}) satisfies z.ZodType<JobOutcome>;

const schema = z.strictObject({
  outcome,
  /** The files of the run; null where it never got to having any. */
  files: z.string().nullable(),
});

/** How a run ended and the parcel of its files, as a worker sends them back. */
export type RunReturn = z.infer<typeof schema>;

/** What came back in place of an answer, and what is wrong with it. */
export interface Nonsense {
  readonly problem: string;
}

/** Reads what a worker sent back, or tells why that is no answer. */
export function readReturn(answer: string): RunReturn | Nonsense {
  let document: unknown;
  try {
    document = JSON.parse(answer);
  } catch {
    return { problem: `no JSON: ${plainText(answer, 80)}` };
  }
  const { success, data, error } = schema.safeParse(document);
  return success ? data : { problem: plainText(firstIssue(error), 200) };
}
