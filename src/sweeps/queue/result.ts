import { z } from 'zod';
import { runStatuses } from '../../runs/manifest.ts';
import type { JobOutcome } from '../executor.ts';

const outcome = z.strictObject({
  status: z.enum(runStatuses),
  message: z.string(),
  error: z.string().nullable(),
  summary: z.record(z.string(), z.string()).nullable(),
}) satisfies z.ZodType<JobOutcome>;

const schema = z.strictObject({
  outcome,
  /** The files of the run; null where it never got to having any. */
  files: z.string().nullable(),
});

/** How a run ended and the parcel of its files, as a worker sends them back. */
export type RunReturn = z.infer<typeof schema>;

/** Reads what a worker sent back; null where it is no such thing. */
export function readReturn(text: string | null): RunReturn | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
