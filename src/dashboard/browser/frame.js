// The section of a chart in the page.

import { element } from './dom.js';

/**
 * Heading, what one should know, the chart and what stands below it.
 *
 * @param {string} title
 * @param {string} note
 * @param {...HTMLElement} below the chart first
 */
export function figureFrame(title, note, ...below) {
  return element(
    'section',
    { className: 'figure', 'aria-label': title },
    element('h3', {}, title),
    element('p', { className: 'note' }, note),
    ...below,
  );
}
