// Links below a chart that save it.

import { element } from './dom.js';

/** What each kind of file is, for who hears the link and sees no chart beside it. */
const KINDS = { SVG: 'picture as SVG', PNG: 'picture as PNG', CSV: 'numbers as CSV, every epoch' };

/**
 * Leads the links of a chart to what it shows now; they are made once, and keep the keyboard's place.
 *
 * @param {HTMLElement} host
 * @param {string} title of the chart
 * @param {Readonly<Record<keyof typeof KINDS, string>>} files
 * @param {URLSearchParams} query
 */
export function saveLinks(host, title, files, query) {
  const kinds = /** @type {(keyof typeof KINDS)[]} */ (Object.keys(KINDS));
  if (host.childElementCount === 0)
    host.append(
      ...kinds.map((kind) => element('a', { download: '', 'aria-label': `${title}: ${KINDS[kind]}` }, kind)),
    );
  kinds.forEach((kind, i) => {
    /** @type {HTMLAnchorElement} */ (host.children[i]).href = `/${files[kind]}?${query}`;
  });
}
