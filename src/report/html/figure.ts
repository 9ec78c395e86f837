import { readFileSync, statSync } from 'node:fs';
import type { Figure } from '../../figures/figure.ts';
import { type Content, type Html, html, trusted } from './markup.ts';

/**
 * A drawing of ours within the page. Its colours come from the page's style sheet, where those of all figures stand
 * once; the identifiers in it are made from its content, so two that are the same clip alike.
 */
export function inlineFigure({ svg }: Figure): Html {
  const drawing = svg
    .trim()
    .replaceAll(/<style>[^<]*<\/style>/g, '')
    // Plot names the groups of its marks, which within an image are no parts of their own.
    .replaceAll(/(<g\b[^>]*?) aria-label="[^"]*"/g, '$1');
  return html`<figure>${trusted(drawing)}</figure>`;
}

/** A file above this stays outside the page. */
const MOST_BYTES = 4e6;

/**
 * A drawing from a file, as an image: whatever stands in the file, scripts in it do not run and nothing is loaded. It
 * follows dark mode by itself.
 *
 * @param caption with a link to the file
 * @throws Error of node:fs when the file cannot be read
 */
export function imageFigure(file: string, alt: string, caption: Content): Html {
  if (statSync(file).size > MOST_BYTES) return html`<p class="note">Too large for the page: ${caption}</p>`;
  const source = `data:image/svg+xml;base64,${readFileSync(file).toString('base64')}`;
  return html`<figure><img src="${source}" alt="${alt}"><figcaption>${caption}</figcaption></figure>`;
}
