/** The three pages have one look: what they share stands in one style sheet, which comes before each one's own. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundlePlayground } from '../../../scripts/setup/playground.mjs';
import { readAssets } from '../../../src/dashboard/server/assets.ts';
import { page } from '../../../src/report/html/page.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const read = (path: string) => readFileSync(new URL(`../../../src/${path}`, import.meta.url), 'utf8');
const base = read('report/html/browser/base.css');
const sheets = {
  base,
  report: read('report/html/browser/page.css'),
  dashboard: read('dashboard/browser/page.css'),
  playground: read('playground/browser/page.css'),
};

/** Every declaration with its selector, those of media queries too: `a color: red`. */
function declarations(sheet: string): string[] {
  return [...sheet.matchAll(/([^{};]+)\{([^{}]*)\}/g)].flatMap(([, selector, body]) =>
    body!
      .split(';')
      .map((text) => text.replace(/\s+/g, ' ').trim())
      .filter(Boolean)
      .map((text) => `${selector!.replace(/\s+/g, ' ').trim()} ${text}`),
  );
}

test('no declaration stands in two of the style sheets', () => {
  const owners = new Map<string, string[]>();
  for (const [name, sheet] of Object.entries(sheets))
    for (const declaration of new Set(declarations(sheet)))
      owners.set(declaration, [...(owners.get(declaration) ?? []), name]);
  expect(owners.size).toBeGreaterThan(300);
  expect([...owners].filter(([, names]) => names.length > 1)).toEqual([]);
});

test('each page comes with the shared style sheet before its own', async () => {
  const folder = temporaryDirectory();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await bundlePlayground(folder);
  expect(page('title', null, [])).toContain(`<style>${base}${sheets.report}</style>`);
  expect(readAssets().get('/page.css')!.body.toString()).toBe(base + sheets.dashboard);
  expect(readFileSync(join(folder, 'page.css'), 'utf8')).toBe(base + sheets.playground);
});
