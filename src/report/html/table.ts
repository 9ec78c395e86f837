import { formatNumber } from '../../statistics/number.ts';
import { type Content, type Html, html } from './markup.ts';

/** One column of a table of the page. */
export interface PageColumn<Row> {
  readonly title: Content;
  /** Numbers stand to the right. Default false. */
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => Content;
}

/** What a table says besides its rows. */
export interface TableOptions<Row> {
  readonly caption: string;
  /** The first one names the row. */
  readonly columns: readonly PageColumn<Row>[];
  readonly rows: readonly Row[];
  /** Where all rows are, when only the first ones are shown. */
  readonly rest?: Content;
}

/** Rows of a table that are shown; a page with more is slow to sort and long to scroll. */
export const MOST_ROWS = 500;

/** Tables of fewer rows are taken in at a glance: they can be sorted, but get no field to filter. */
const FEWEST_TO_FILTER = 6;

/** A table whose columns the page's script lets the reader sort and whose rows it lets them filter. */
export function dataTable<Row>({ caption, columns, rows, rest }: TableOptions<Row>): Html {
  const shown = rows.slice(0, MOST_ROWS);
  const filter = shown.length >= FEWEST_TO_FILTER && html` data-filter`;
  const headings = columns.map(
    ({ title, isNumber }) => html`<th scope="col"${isNumber && html` class="number"`}>${title}</th>`,
  );
  const body = shown.map(
    (row) => html`<tr>${columns.map((column, i) => bodyCell(column, row, i === 0))}</tr>\n`,
  );
  const omitted =
    rows.length > shown.length &&
    html`<p class="note">The first ${shown.length} of ${rows.length} rows. ${rest}</p>`;
  return html`<div class="table" role="region" tabindex="0" aria-label="${caption}">
<table data-sort${filter}><caption>${caption}</caption>
<thead><tr>${headings}</tr></thead>
<tbody>${body}</tbody></table></div>
${omitted}`;
}

function bodyCell<Row>({ cell, isNumber }: PageColumn<Row>, row: Row, isHeader: boolean): Html {
  const mark = isNumber && html` class="number"`;
  const content = cell(row);
  return isHeader ? html`<th scope="row"${mark}>${content}</th>` : html`<td${mark}>${content}</td>`;
}

/** A number at four digits that keeps all of them for sorting and copying; empty where nothing was measured. */
export function numberCell(value: number | null | undefined, text?: string): Content {
  if (value === null || value === undefined) return null;
  return html`<data value="${String(value)}">${text ?? formatNumber(value)}</data>`;
}

/** A list of names and values. */
export function factList(facts: readonly (readonly [name: Content, value: Content])[]): Html {
  const lines = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="facts">${lines}</dl>`;
}
