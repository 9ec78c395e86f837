// Tables below the charts: what the configs differ in, sweeps, and the verdicts of claims.

import { element } from './dom.js';

/** @typedef {import('../catalogue/claims.ts').ListedClaim} Claim */
/** @typedef {import('../catalogue/sweeps.ts').ListedSweep} Sweep */

/**
 * @param {string} caption
 * @param {readonly string[]} titles
 * @param {readonly (readonly (string | Node)[])[]} rows the first cell of each names it
 */
function table(caption, titles, rows) {
  const head = element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)));
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      ...cells.map((cell, i) => (i === 0 ? element('th', { scope: 'row' }, cell) : element('td', {}, cell))),
    ),
  );
  return element(
    'div',
    { className: 'table', role: 'region', tabIndex: 0, 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', { className: 'hidden' }, caption),
      element('thead', {}, head),
      element('tbody', {}, ...body),
    ),
  );
}

/** @param {HTMLElement} host @param {URLSearchParams} query */
export async function drawConfigs(host, query) {
  const response = await fetch(`/configs?${query}`);
  if (!response.ok) return;
  /** @type {import('../configs.ts').ConfigDifferences} */
  const { keys, arms, omitted } = await response.json();
  const text = JSON.stringify([keys, arms, omitted]);
  if (host.dataset.shown === text) return;
  host.dataset.shown = text;
  if (arms.length === 0) return host.replaceChildren();
  const first = arms[0];
  const rows = arms.map(({ name, values }) => [
    name,
    ...values.map((value, i) => {
      const shown = value ?? '–';
      return value === first?.values[i] ? shown : element('mark', {}, shown);
    }),
  ]);
  const same = 'The chosen runs share one config, apart from their seeds.';
  host.replaceChildren(
    element('h2', {}, 'Config differences'),
    keys.length === 0
      ? element('p', { className: 'note' }, same)
      : table('What the configs of the chosen runs do not share', ['arm', ...keys], rows),
    element(
      'p',
      { className: 'note' },
      keys.length === 0 ? '' : 'Marked: values that are not those of the first arm.',
      omitted > 0 ? ` ${omitted} further arms are left out.` : '',
    ),
  );
}

/** @param {HTMLElement} host @param {readonly Sweep[]} sweeps */
export function drawSweeps(host, sweeps) {
  if (sweeps.length === 0) return host.replaceChildren();
  const rows = sweeps.map(({ directory, axes, planned, counts }) => [
    directory || '.',
    String(planned),
    Object.entries(counts)
      .map(([status, count]) => `${count} ${status}`)
      .join(', '),
    axes.join(', '),
  ]);
  host.replaceChildren(
    element('h2', {}, 'Sweeps'),
    table('Sweeps with the status of their runs', ['sweep', 'runs', 'status', 'varies'], rows),
  );
}

/** @param {HTMLElement} host @param {readonly Claim[]} claims */
export function drawClaims(host, claims) {
  if (claims.length === 0) return host.replaceChildren();
  const badge = (/** @type {string} */ verdict) =>
    element('span', { className: `status ${verdict}` }, verdict);
  const rows = claims.map((claim) => [
    `${claim.id} ${claim.name}`,
    badge(claim.verdict),
    claim.leading || claim.reason,
    claim.placebo,
    String(claim.seeds),
  ]);
  host.replaceChildren(
    element('h2', {}, 'Claims'),
    table(
      'Verdicts of the claims, each with the finding that it rests on',
      ['claim', 'verdict', 'finding (95 % interval)', 'placebo', 'seeds'],
      rows,
    ),
    ...claims.filter(({ findings }) => findings.length > 0).map((claim) => claimDetails(claim, badge)),
  );
}

/** @param {Claim} claim @param {(verdict: string) => Node} badge */
function claimDetails({ id, name, statement, reason, findings }, badge) {
  const rows = findings.map((row) => [
    row.name,
    row.kind,
    row.claim,
    row.effect,
    row.p,
    String(row.samples),
    badge(row.verdict),
  ]);
  return element(
    'details',
    {},
    element('summary', {}, `${id} ${name}`),
    element('p', {}, statement),
    element('p', { className: 'note' }, reason),
    table(
      `Findings of ${id}`,
      ['finding', 'kind', 'claimed', 'estimate (95 % interval)', 'p against the margin', 'seeds', 'verdict'],
      rows,
    ),
  );
}
