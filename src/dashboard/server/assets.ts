import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { baseStyle } from '../../report/html/page.ts';

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/**
 * Every file that the page is made of, by its path: those beside this folder, in `browser/`, uPlot's from its package, and
 * before the page's own style the one that all pages share. Read once, at the start; no request leads to the file system.
 */
export function readAssets(): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  const add = (path: string, body: Buffer) => {
    const type = TYPES[path.split('.').at(-1)!];
    if (type) assets.set(path, { type, body });
  };
  const browser = new URL('../browser/', import.meta.url);
  for (const name of readdirSync(browser)) add(`/${name}`, readFileSync(new URL(name, browser)));
  const uplot = dirname(createRequire(import.meta.url).resolve('uplot'));
  add('/uplot.js', readFileSync(join(uplot, 'uPlot.esm.js')));
  add('/uplot.css', readFileSync(join(uplot, 'uPlot.min.css')));
  const page = assets.get('/page.css')!;
  assets.set('/page.css', { ...page, body: Buffer.concat([Buffer.from(baseStyle()), page.body]) });
  assets.set('/', assets.get('/index.html')!);
  return assets;
}
