import { z } from 'zod';
import {
  compareDocument,
  exportDocument,
  exportedDocument,
  inspectDocument,
  reportDocument,
  reproduceDocument,
} from './findings.ts';
import {
  plannedRunDocument,
  plannedSweepDocument,
  runDocument,
  sweepDocument,
  workerDocument,
} from './runs.ts';
import {
  dashboardDocument,
  datasetsDocument,
  doctorDocument,
  initDocument,
  playgroundDocument,
  playgroundFilesDocument,
  schemaDocument,
} from './tools.ts';

/**
 * The document that each command prints with `--json`, and with a further option where that prints another one. The help,
 * the README and the tests rest on these schemas.
 */
export const documents: Readonly<Record<string, z.ZodType>> = {
  run: runDocument,
  'run --dry-run': plannedRunDocument,
  sweep: sweepDocument,
  'sweep --dry-run': plannedSweepDocument,
  worker: workerDocument,
  inspect: inspectDocument,
  compare: compareDocument,
  export: exportDocument,
  'export --out': exportedDocument,
  report: reportDocument,
  dashboard: dashboardDocument,
  playground: playgroundDocument,
  'playground --export': playgroundFilesDocument,
  reproduce: reproduceDocument,
  init: initDocument,
  schema: schemaDocument,
  datasets: datasetsDocument,
  doctor: doctorDocument,
};

/** A key of a document, `''` for the document as a whole, and what it holds. */
export type DocumentKey = readonly [key: string, meaning: string];

/** What a document is made of, for the help and the README: those of its keys that have a description. */
export function keysOf(schema: z.ZodType): DocumentKey[] {
  if (schema.description !== undefined) return [['', schema.description]];
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, { description }]) =>
    description === undefined ? [] : [[key, description] as const],
  );
}
