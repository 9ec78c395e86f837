import { DataError } from '../../data/errors.ts';
import { claimSection, type ReportedClaim, readClaim, verdictTable } from './claims.ts';
import { findResults } from './find.ts';
import {
  inspectionSection,
  inspectionTitle,
  type ReportedInspection,
  readInspection,
} from './inspections.ts';
import { linkerFrom } from './link.ts';
import { type Content, html } from './markup.ts';
import { type PagePart, page } from './page.ts';
import { runFigures } from './run-figures.ts';
import { armTable, groupSection, groupTitle, statusCounts } from './run-section.ts';
import { type ReportedGroup, readGroup } from './runs.ts';
import { factList } from './table.ts';

/** A report with what it holds. */
export interface Report {
  /** The whole page. */
  readonly html: string;
  readonly title: string;
  readonly claims: number;
  readonly runDirectories: number;
  readonly runs: number;
  readonly inspections: number;
  /** Runs by status, claims by verdict. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly verdicts: Readonly<Record<string, number>>;
  /** Sentences on what could not be read; the page has them too. */
  readonly problems: readonly string[];
}

/** Characters of run figures in a page; what comes beyond is without figures, and the page says so. */
const MOST_FIGURES = 5e6;

/**
 * One page about everything below some folders: run directories, sweeps, claims and inspections, mixed.
 *
 * @param out where the page will lie, from which its links start
 * @param title default: the name of the experiment, or `hessian-lab report`
 * @throws DataError for a path that is no folder or holds nothing to report, or when nothing in all of them can be read
 */
export function createReport(paths: readonly string[], out: string, title?: string): Report {
  const found = findResults(paths);
  const problems = [...found.problems];
  const claims = keep(found.claims, (folder, i) => readClaim(folder, `claim-${i + 1}`), problems);
  const inspections = keep(
    found.inspections,
    (folder, i) => readInspection(folder, `inspection-${i + 1}`),
    problems,
  );
  const groups = found.groups.map((group, i) => readGroup(group, `runs-${i + 1}`, problems));
  if (claims.length + inspections.length + groups.length === 0) {
    throw new DataError(paths.join(', '), ['holds nothing that can be read', ...problems]);
  }
  claims.sort((a, b) => byId(a.id, b.id));
  const runs = groups.flatMap(({ arms }) => arms.flatMap((arm) => arm.runs));
  const chosen = title ?? defaultTitle(groups, claims);
  const parts = allParts({ paths, out, claims, inspections, groups, problems });
  const intro = html`<p>From ${paths.map((path, i) => html`${i > 0 && ', '}<code>${path}</code>`)}</p>`;
  return {
    html: page(chosen, intro, parts),
    title: chosen,
    claims: claims.length,
    runDirectories: groups.length,
    runs: runs.length,
    inspections: inspections.length,
    statuses: counted(runs.map(({ status }) => status)),
    verdicts: counted(claims.map(({ verdict }) => verdict)),
    problems,
  };
}

interface Material {
  readonly paths: readonly string[];
  readonly out: string;
  readonly claims: readonly ReportedClaim[];
  readonly inspections: readonly ReportedInspection[];
  readonly groups: readonly ReportedGroup[];
  readonly problems: string[];
}

function allParts(material: Material): PagePart[] {
  const { claims, inspections, groups, problems, out } = material;
  const link = linkerFrom(out);
  const titled = ({ anchor, id, name }: ReportedClaim) => ({ anchor, title: `${id} ${name}` });
  // The sections first: problems that come up on the way stand above them.
  const claimSections = claims.map((claim) => claimSection(claim, link, problems));
  const inspectionSections = inspections.map((found) => inspectionSection(found, link, problems));
  let drawn = 0;
  const groupSections = groups.map((group) => {
    const figures = drawn < MOST_FIGURES ? runFigures(group, problems) : null;
    drawn += (figures ?? []).reduce((sum, { svg }) => sum + svg.length, 0);
    return groupSection(group, figures, link);
  });
  const parts: PagePart[] = [{ anchor: 'summary', title: 'Summary', content: summary(material) }];
  if (claims.length > 0)
    parts.push({ anchor: 'claims', title: 'Claims', content: claimSections, parts: claims.map(titled) });
  if (groups.length > 0) {
    const titles = groups.map((group) => ({ anchor: group.anchor, title: groupTitle(group) }));
    parts.push({ anchor: 'runs', title: 'Runs', content: groupSections, parts: titles });
  }
  if (inspections.length > 0) {
    const titles = inspections.map((one) => ({ anchor: one.anchor, title: inspectionTitle(one) }));
    parts.push({ anchor: 'inspections', title: 'Inspections', content: inspectionSections, parts: titles });
  }
  return parts;
}

function summary({ claims, groups, inspections, problems }: Material): Content {
  const runs = groups.flatMap(({ arms }) => arms.flatMap((arm) => arm.runs));
  const arms = groups.flatMap((group) => group.arms.map((arm) => ({ ...arm, group })));
  const groupOf = new Map(arms.map((arm) => [arm as object, arm.group]));
  const facts: (readonly [string, Content])[] = [
    [
      'claims',
      claims.length > 0 && `${claims.length}: ${told(counted(claims.map(({ verdict }) => verdict)))}`,
    ],
    [
      'runs',
      runs.length > 0 &&
        html`${runs.length} in ${groups.length === 1 ? 'one directory' : `${groups.length} directories`}: ${statusCounts(runs)}`,
    ],
    ['inspections', inspections.length > 0 && inspections.length],
  ];
  const caption = 'Arms of all runs: medians over the seeds (smallest … largest)';
  return html`${factList(facts.filter(([, value]) => value !== false))}
${problems.length > 0 && html`<div class="problems"><h3 id="problems">What could not be read</h3><ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul></div>`}
${claims.length > 0 && verdictTable(claims)}
${groups.length > 1 && armTable(arms, caption, (arm) => groupOf.get(arm)!)}`;
}

/** Reads each folder; those that cannot be read become problems. */
function keep<T extends object>(
  folders: readonly string[],
  read: (folder: string, index: number) => T | string,
  problems: string[],
): T[] {
  return folders.flatMap((folder, i) => {
    const result = read(folder, i);
    if (typeof result !== 'string') return [result];
    problems.push(result);
    return [];
  });
}

function defaultTitle(groups: readonly ReportedGroup[], claims: readonly ReportedClaim[]): string {
  const names = [...new Set(groups.map(({ experiment }) => experiment).filter(Boolean))];
  return names.length === 1 && claims.length === 0 ? names[0]! : 'hessian-lab report';
}

/** E1, E2, E10, S1: exact claims first. */
function byId(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function counted(texts: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function told(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
