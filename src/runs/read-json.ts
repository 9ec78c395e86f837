import type { z } from 'zod';
import { firstIssue } from './first-issue.ts';
import { readRegular } from './read-regular.ts';

/** A JSON file that was read, or what is wrong with it: words behind its path, such as `is not JSON: …`. */
export type JsonFile<Data> =
  | { readonly data: Data; readonly problem: null }
  /** `document`: what stands there in another form; undefined where it is missing, unreadable or not JSON. */
  | { readonly data: null; readonly problem: string; readonly document: unknown };

/** Reads a JSON file of a known form. Never throws: for readers to whom a damaged file is one among many. */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema): JsonFile<z.output<Schema>> {
  let document: unknown;
  try {
    document = JSON.parse(readRegular(path).toString('utf8'));
  } catch (error) {
    return { data: null, problem: unreadable(error), document };
  }
  const { success, data, error } = schema.safeParse(document);
  if (success) return { data, problem: null };
  return { data: null, problem: misfit(document, error), document };
}

function misfit(document: unknown, error: z.ZodError): string {
  const wrong = error.issues.find(({ path, code }) => path.join() === 'format' && code === 'invalid_value');
  if (!wrong || !('values' in wrong)) return `does not fit this version: ${firstIssue(error)}`;
  const { format } = document as { readonly format?: unknown };
  const found = format === undefined ? 'no format' : `format ${JSON.stringify(format)}`;
  return `has ${found}, this version reads ${wrong.values.join(' or ')}`;
}

/** Why reading and parsing a JSON file failed, in words behind its path, or behind `it`. */
export function unreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'is missing';
  return code === undefined ? `is not JSON: ${message}` : `cannot be read: ${message}`;
}
