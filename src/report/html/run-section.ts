import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from '../../figures/figure.ts';
import { counted } from '../../statistics/counted.ts';
import { formatNumber, formatSpread, median } from '../../statistics/number.ts';
import { inlineFigure } from './figure.ts';
import { differingKeys } from './flat-config.ts';
import type { Linker } from './link.ts';
import { type Content, type Html, html } from './markup.ts';
import { provenance } from './provenance.ts';
import { MOST_ARMS } from './run-figures.ts';
import type { ReportedArm, ReportedGroup, ReportedRun } from './runs.ts';
import { dataTable, MOST_ROWS, numberCell, type PageColumn } from './table.ts';

/** Differing keys that are columns of a table; a sweep has a few, arms of unrelated experiments many. */
const MOST_KEYS = 12;

/** The section of one run directory; `figures` is null where the page is too large for more of them. */
export function groupSection(group: ReportedGroup, figures: readonly Figure[] | null, link: Linker): Html {
  const { anchor, arms, directory } = group;
  const runs = arms.flatMap((arm) => arm.runs);
  const files = ['sweep.csv', 'summary.csv', 'config.yaml'].filter((file) =>
    existsSync(join(directory, file)),
  );
  return html`<section aria-labelledby="${anchor}">
<h3 id="${anchor}">${groupTitle(group)}</h3>
<p>${directory}. Files: ${files.map((file) => html`${link(join(directory, file), file)}, `)}and those of each run below.</p>
${unendedNotes(runs)}
${notBegunNotes(group.notBegun)}
${armTable(arms, 'Arms, with what their configs do not share: medians over the seeds (smallest … largest)')}
${drawing(group, figures)}
${runTable(runs, link)}
<h4>Where the numbers come from</h4>
${provenance(runs)}
<h4>Configs, with every key resolved</h4>
${arms.slice(0, MOST_ROWS).map(configDetails)}
</section>`;
}

/** `quickstart`, with the folder's name. */
export function groupTitle({ experiment, directory }: ReportedGroup): string {
  const folder = directory.split(/[/\\]/).at(-1)!;
  return experiment === '' || experiment === folder ? folder : `${experiment} (${folder})`;
}

function drawing({ arms }: ReportedGroup, figures: readonly Figure[] | null): Html {
  if (figures === null)
    return html`<p class="note">The page is large enough: name this folder alone for its figures.</p>`;
  if (figures.length === 0) return html`<p class="note">Nothing that can be drawn was measured.</p>`;
  const omitted =
    arms.length > MOST_ARMS &&
    html`<p class="note">Drawn are the first ${MOST_ARMS} of ${counted(arms.length, 'arm')}.</p>`;
  return html`<div class="figures">${figures.map(inlineFigure)}</div>${omitted}`;
}

/** A row an arm. With several directories the first column leads to each of them. */
export function armTable(
  arms: readonly ReportedArm[],
  caption: string,
  groupOf?: (arm: ReportedArm) => ReportedGroup,
): Html {
  const keys = differingKeys(arms.map(({ config }) => config));
  const base = arms[0]!.config;
  const place: PageColumn<ReportedArm>[] = groupOf
    ? [
        {
          title: 'directory',
          cell: (arm) => html`<a href="#${groupOf(arm).anchor}">${groupTitle(groupOf(arm))}</a>`,
        },
      ]
    : [];
  const keyColumns = keys.slice(0, MOST_KEYS).map(
    (key): PageColumn<ReportedArm> => ({
      title: key,
      cell: ({ config }) => {
        const value = config.get(key) ?? '–';
        return value === (base.get(key) ?? '–') ? value : html`<mark>${value}</mark>`;
      },
    }),
  );
  const spread = (
    title: string,
    of: (run: ReportedRun) => number | null | undefined,
  ): PageColumn<ReportedArm> => ({
    title,
    isNumber: true,
    cell: ({ runs }) => spreadCell(runs.map((run) => of(run) ?? null)),
  });
  const table = dataTable({
    caption,
    columns: [
      ...place,
      { title: 'arm', cell: ({ name }) => name },
      ...keyColumns,
      { title: 'runs', isNumber: true, cell: ({ runs }) => numberCell(runs.length) },
      { title: 'status', cell: ({ runs }) => statusCounts(runs) },
      spread('learning rate η', ({ digest }) => digest?.learningRate),
      spread('final train loss', ({ digest }) => digest?.finalTrainLoss),
      spread('final test loss', ({ digest }) => digest?.finalTestLoss),
      spread('λmax at the start', ({ digest }) => digest?.lambdaMaxStart),
      spread('λmax at the end', ({ digest }) => digest?.lambdaMaxEnd),
      spread('stability ratio at the end', ({ digest }) => digest?.stabilityRatioEnd),
      spread('epochs to target', ({ facts }) => facts?.epochsToTarget),
    ],
    rows: arms,
    rest: 'All are in the CSV files.',
  });
  const more =
    keys.length > MOST_KEYS &&
    html`<p class="note">${keys.length - MOST_KEYS} further keys differ: ${keys.slice(MOST_KEYS).join(', ')}.</p>`;
  const marked =
    keys.length > 0 && html`<p class="note">Marked: values that are not those of the first arm.</p>`;
  return html`${table}${marked}${more}`;
}

function spreadCell(values: readonly (number | null)[]): Content {
  const middle = median(values);
  return middle === null ? null : numberCell(middle, formatSpread(values));
}

function runTable(runs: readonly ReportedRun[], link: Linker): Html {
  const number = (
    title: string,
    of: (run: ReportedRun) => number | null | undefined,
  ): PageColumn<ReportedRun> => ({
    title,
    isNumber: true,
    cell: (run) => numberCell(of(run)),
  });
  return dataTable({
    caption: 'Runs, with their files',
    columns: [
      { title: 'arm', cell: ({ arm }) => arm },
      {
        title: 'seed',
        isNumber: true,
        cell: ({ seed }) => numberCell(/^\d+$/.test(seed) ? Number(seed) : null) ?? seed,
      },
      { title: 'status', cell: ({ status }) => badge(status) },
      number('epochs', ({ digest }) => digest?.epochs),
      number('steps', ({ digest }) => digest?.steps),
      number('η', ({ digest }) => digest?.learningRate),
      number('final train loss', ({ digest }) => digest?.finalTrainLoss),
      number('final test loss', ({ digest }) => digest?.finalTestLoss),
      number('λmax at the start', ({ digest }) => digest?.lambdaMaxStart),
      number('λmax at the end', ({ digest }) => digest?.lambdaMaxEnd),
      number('stability ratio at the start', ({ digest }) => digest?.stabilityRatioStart),
      number('stability ratio at the end', ({ digest }) => digest?.stabilityRatioEnd),
      number('epochs to target', ({ facts }) => facts?.epochsToTarget),
      number('gradients', ({ facts }) => facts?.gradients),
      number('products', ({ facts }) => facts?.products),
      {
        title: 'files',
        cell: ({ folder }) =>
          html`<span class="files">${filesOf(folder).map((file, i) => html`${i > 0 && ', '}${link(join(folder, file), file)}`)}</span>`,
      },
    ],
    rows: runs,
    rest: 'All are in summary.csv.',
  });
}

function filesOf(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /\.(csv|yaml)$/.test(file) || file === 'manifest.json')
    .sort();
}

/** The ends of the runs that have not completed, in words; the same ones once. */
function unendedNotes(runs: readonly ReportedRun[]): Content {
  const unended = runs.filter(({ status }) => status !== 'completed');
  if (unended.length === 0) return null;
  const shown = unended.slice(0, MOST_NOTES);
  const rest =
    unended.length > shown.length &&
    html`<li>and ${unended.length - shown.length} more, in the table of the runs</li>`;
  return html`<div class="problems"><p>${unended.length} of ${counted(runs.length, 'run')} have not completed. Rows with NaN or Infinity are not drawn:</p>
<ul>${shown.map((run) => html`<li>${run.arm}, seed ${run.seed}: ${run.facts?.message || run.status}</li>`)}${rest}</ul></div>`;
}

const MOST_NOTES = 12;

/** The runs of a sweep that left no folder to read, with why. */
function notBegunNotes(runs: readonly string[]): Content {
  if (runs.length === 0) return null;
  const shown = runs.slice(0, MOST_NOTES);
  const rest = runs.length > shown.length && html`<li>and ${runs.length - shown.length} more</li>`;
  return html`<div class="problems"><p>${runs.length} runs of the sweep have no log; sweep.csv tells all:</p>
<ul>${shown.map((run) => html`<li>${run}</li>`)}${rest}</ul></div>`;
}

function configDetails({ name, yaml }: ReportedArm): Html {
  if (yaml === null) return html`<p class="note">${name}: there is no config.yaml that can be read.</p>`;
  return html`<details><summary>Config of ${name}</summary><pre tabindex="0">${yaml}</pre></details>`;
}

/** `completed`, or how many runs ended how. */
export function statusCounts(runs: readonly ReportedRun[]): Content {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(
    ([status, count], i) => html`${i > 0 && ', '}${formatNumber(count)} ${badge(status)}`,
  );
}

function badge(status: string): Html {
  return html`<span class="status ${status}">${status}</span>`;
}
