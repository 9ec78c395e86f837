import { z } from 'zod';
import { count, exitCode, text, texts } from './values.ts';

/** `init --json`. */
export const initDocument = z.strictObject({ file: text.describe('what was written') });

/** `datasets --json`. */
export const datasetsDocument = z
  .array(
    z.strictObject({
      id: text,
      title: text,
      rows: count.nullable(),
      columns: count.nullable(),
      targets: texts.nullable(),
      licence: text.nullable(),
      source: text,
      notes: text,
    }),
  )
  .describe('a list: id, title, rows, columns, targets, licence, source and notes');

/** `schema --json`. */
export const schemaDocument = z
  .looseObject({ $schema: text, type: z.literal('object'), properties: z.record(text, z.unknown()) })
  .describe('the JSON schema of a config, with or without --json');

/** `doctor --json`. */
export const doctorDocument = z.strictObject({
  exitCode,
  checks: z
    .array(
      z.strictObject({ id: text, title: text, status: z.enum(['ok', 'missing', 'failed']), detail: text }),
    )
    .describe('id, title, status (ok, missing or failed) and detail'),
});

const url = text.describe('the address; printed when it answers, in one line, and the command goes on');

/** `dashboard --json`. */
export const dashboardDocument = z.strictObject({ url, directory: text.describe('what it shows') });

/** `playground --json`. */
export const playgroundDocument = z.strictObject({ url });

/** `playground --export DIR --json`. */
export const playgroundFilesDocument = z.strictObject({
  folder: text.describe('where the files are'),
  files: texts.describe('their names'),
});

/** What any command prints with `--json` where it ends with an error. */
export const errorDocument = z.strictObject({
  error: z.strictObject({
    kind: text.describe('the class of the error'),
    message: text.describe('as without --json'),
    problems: z.array(z.unknown()).optional().describe('each on its own, where there are several'),
  }),
  exitCode,
});
