import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Html, html } from './markup.ts';

/** Makes a link from the page to a file; its text is by default the path from the page's folder. */
export type Linker = (file: string, text?: string) => Html;

/** Links from the page at `page`, which need not be there yet. */
export function linkerFrom(page: string): Linker {
  const folder = dirname(resolve(page));
  return (file, text) =>
    html`<a href="${address(folder, file)}">${text ?? (relative(folder, resolve(file)) || '.')}</a>`;
}

/** The address of a file, relative to a folder, percent-encoded; absolute where it lies on another drive. */
export function address(folder: string, file: string): string {
  const path = relative(folder, resolve(file)) || '.';
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path.split(sep).map(encodeURIComponent).join('/');
}
