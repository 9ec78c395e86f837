import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeFinding, leadingFinding } from '../../claims/finding-text.ts';
import { recordedVerdictSchema } from '../../claims/read-record.ts';
import type { VerdictRecord } from '../../claims/record.ts';
import type { Finding } from '../../claims/result.ts';
import { readJson } from '../../runs/read-json.ts';
import { formatNumber } from '../../statistics/number.ts';
import { imageFigure } from './figure.ts';
import type { Linker } from './link.ts';
import { type Content, type Html, html } from './markup.ts';
import { dataTable, factList, numberCell } from './table.ts';

/** A claim with its verdict, as `reproduce` wrote it. */
export type ReportedClaim = VerdictRecord & {
  readonly folder: string;
  /** Of its section in the page. */
  readonly anchor: string;
};

/** Reads `verdict.json` of a claim's folder; what is wrong with it as a sentence where it cannot be used. */
export function readClaim(folder: string, anchor: string): ReportedClaim | string {
  const path = join(folder, 'verdict.json');
  const { data, problem } = readJson(path, recordedVerdictSchema);
  return problem === null ? { ...data, folder, anchor } : `${path} ${problem}; left out.`;
}

/** The table of verdicts at the top of the page. */
export function verdictTable(claims: readonly ReportedClaim[]): Html {
  return dataTable({
    caption: 'Verdicts of the claims, each with the finding that it rests on',
    columns: [
      { title: 'claim', cell: ({ anchor, id, name }) => html`<a href="#${anchor}">${id} ${name}</a>` },
      { title: 'verdict', cell: (claim) => badge(claim.verdict) },
      { title: 'finding', cell: (claim) => leadingFinding(claim)?.name },
      { title: 'effect (95 % interval)', cell: (claim) => effect(leadingFinding(claim)) },
      { title: 'placebo', cell: ({ placebo }) => placebo?.verdict },
      { title: 'seeds', isNumber: true, cell: ({ seeds }) => numberCell(seeds) },
    ],
    rows: claims,
  });
}

/** The section of one claim. */
export function claimSection(claim: ReportedClaim, link: Linker, problems: string[]): Html {
  const { anchor, id, name, folder, statement, source, correction, reason, boundary } = claim;
  const lines: (readonly [string, Content])[] = [
    ['verdict', html`${badge(claim.verdict)}: ${reason}`],
    ['source', source],
    ['what the text got wrong or left open', correction],
    ['where the claim ends', boundary],
    ['seeds', claim.seeds],
    ['kind', claim.kind],
  ];
  const files = FILES.filter((file) => existsSync(join(folder, file)));
  return html`<section aria-labelledby="${anchor}">
<h3 id="${anchor}">${id} ${name}</h3>
<p>${statement}</p>
${factList(lines.filter(([, value]) => value !== null))}
${figureOf(claim, link, problems)}
${findingTable(claim)}
<p>Files: ${files.map((file, i) => html`${i > 0 && ', '}${link(join(folder, file), file)}`)}</p>
</section>`;
}

const FILES = ['runs.csv', 'summary.csv', 'repetition.csv', 'verdict.json', 'figure.svg', 'figure.png'];

function findingTable({ id, findings, placebo }: ReportedClaim): Html {
  const rows = [
    ...findings.map((one) => ({ ...one, kind: one.role as string })),
    ...(placebo ? [{ ...placebo, kind: 'placebo' }] : []),
  ];
  return dataTable({
    caption: `Findings of ${id}; those of the kind boundary are no part of the verdict`,
    columns: [
      { title: 'finding', cell: (row) => row.name },
      { title: 'kind', cell: (row) => row.kind },
      { title: 'claimed', cell: (row) => row.claim },
      { title: 'estimate (95 % interval)', cell: effect },
      { title: 'p against the margin', isNumber: true, cell: (row) => numberCell(row.p) },
      { title: 'seeds', isNumber: true, cell: (row) => numberCell(row.samples) },
      { title: 'at a cap', isNumber: true, cell: (row) => numberCell(row.capped) },
      { title: 'verdict', cell: (row) => badge(row.verdict) },
      { title: 'why this margin', cell: (row) => row.because },
    ],
    rows,
  });
}

/** Sorted by the estimate, a factor by the logarithm that it was estimated as. */
function effect(one: Finding | null): Content {
  if (one === null) return null;
  const text = one.unit === 'worst case' ? formatNumber(one.estimate) : describeFinding(one);
  return numberCell(one.estimate, text);
}

function figureOf({ folder, id, name }: ReportedClaim, link: Linker, problems: string[]): Content {
  const file = join(folder, 'figure.svg');
  if (!existsSync(file)) return html`<p class="note">There is no figure.svg.</p>`;
  try {
    return imageFigure(
      file,
      `Figure of claim ${id}, ${name}: its findings are in the table below`,
      link(file, 'figure.svg'),
    );
  } catch (error) {
    problems.push(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}): left out.`);
    return null;
  }
}

function badge(text: string): Html {
  return html`<span class="status ${text}">${text}</span>`;
}
