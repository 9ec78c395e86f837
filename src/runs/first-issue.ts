import type { z } from 'zod';
import { formatPath } from '../config/mapping.ts';

/** The first thing a schema has against a document, with its place: `state.tracker.largest: Invalid input: …`. */
export function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  const place = formatPath(issue!.path as (string | number)[]);
  return `${place === '' ? '' : `${place}: `}${issue!.message}`;
}
