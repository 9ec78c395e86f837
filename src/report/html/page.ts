import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { packageVersion } from '../../runs/version.ts';
import { type Content, type Html, html, trusted } from './markup.ts';

/** A part of the page with its heading, and those of its own parts for the table of contents. */
export interface PagePart {
  readonly anchor: string;
  readonly title: string;
  readonly content: Content;
  readonly parts?: readonly { readonly anchor: string; readonly title: string }[];
}

/**
 * A whole page that needs nothing but itself. Its policy lets run the one script and the one style sheet in it, by
 * their hashes, and lets nothing be loaded but images that the page itself holds.
 */
export function page(title: string, intro: Content, parts: readonly PagePart[]): string {
  const style = baseStyle() + asset('page.css');
  const script = asset('tables.js');
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hash(style)}'`,
    `script-src '${hash(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="hessian-lab ${packageVersion()}">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header><h1>${title}</h1>${intro}</header>
<nav aria-labelledby="contents"><h2 id="contents">Contents</h2>${contents(parts)}</nav>
<main>${parts.map(partMarkup)}</main>
<footer><p class="note">Written by hessian-lab ${packageVersion()}. Links lead to the files beside this page.</p></footer>
<script type="module">${trusted(script)}</script>
</body>
</html>
`;
  return document.toString();
}

function partMarkup({ anchor, title, content }: PagePart): Html {
  return html`<section aria-labelledby="${anchor}"><h2 id="${anchor}">${title}</h2>${content}</section>\n`;
}

function contents(parts: readonly PagePart[]): Html {
  const item = ({ anchor, title }: { anchor: string; title: string }, below: Content = null) =>
    html`<li><a href="#${anchor}">${title}</a>${below}</li>`;
  return html`<ul>${parts.map((part) => {
    const { parts: inner = [] } = part;
    return item(part, inner.length > 0 && html`<ul>${inner.map((one) => item(one))}</ul>`);
  })}</ul>`;
}

/** The style sheet that all pages of this package begin theirs with. */
export function baseStyle(): string {
  return asset('base.css');
}

function asset(name: string): string {
  return readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8');
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
