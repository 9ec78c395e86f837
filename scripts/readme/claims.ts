import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VerdictRecord } from '../../src/claims/record.ts';
import { leadingEffect } from '../../src/claims/finding-text.ts';
import { describeRepetition } from '../../src/cli/reproduce/verdict-table.ts';
import { markdownTable } from './markdown.ts';

/** The recorded verdicts, in the order of the catalogue: exact ones first. */
export function claimsTable(): string {
  const folder = fileURLToPath(new URL('../../results/reference/claims/', import.meta.url));
  const records = readdirSync(folder)
    .map((id) => JSON.parse(readFileSync(join(folder, id, 'verdict.json'), 'utf8')) as VerdictRecord)
    .sort((a, b) => a.id[0]!.localeCompare(b.id[0]!) || Number(a.id.slice(1)) - Number(b.id.slice(1)));
  return markdownTable(
    ['claim', 'verdict', 'leading finding', 'placebo', 'TensorFlow.js'],
    records.map((record) => [
      `[${record.id} ${record.name}](results/reference/claims/${record.id}/figure.svg)`,
      record.verdict,
      leadingEffect(record),
      record.placebo?.verdict ?? '',
      describeRepetition(record) ?? '',
    ]),
  );
}
