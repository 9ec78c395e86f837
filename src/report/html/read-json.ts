import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { firstIssue } from '../../runs/first-issue.ts';

/** Reads a JSON file of a known form; where that cannot be done, a sentence that says what is wrong with it. */
export function readJson<Schema extends z.ZodType<object>>(
  path: string,
  schema: Schema,
): z.output<Schema> | string {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${path} ${code === undefined ? 'is not JSON' : `cannot be read (${code})`}: left out.`;
  }
  const { success, data, error } = schema.safeParse(document);
  if (success) return data;
  return `${path} has a form that this version does not read (${firstIssue(error)}): left out.`;
}
