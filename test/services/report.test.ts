/** The report in a real browser: it opens offline, its tables work by keyboard, and it is accessible. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReport } from '../../src/report/html/report.ts';
import { openPage, startBrowser } from './support/browser.ts';

const claims = fileURLToPath(new URL('../../results/reference/claims', import.meta.url));
const inspection = fileURLToPath(new URL('../../results/reference/inspect', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-report-'));
const file = join(folder, 'a report #1.html');
const address = pathToFileURL(file).href;
let browser: Browser;

/** Final losses of the arms, in an order that is neither that of the numbers nor that of their texts. */
const LOSSES = [10, 9, 100, 0.5, 2e-7, 30, Number.NaN];

beforeAll(async () => {
  LOSSES.forEach((loss, i) => {
    for (const seed of [1, 2]) {
      const run = join(folder, 'runs', `arm-${i}`, `seed-${seed}`);
      mkdirSync(run, { recursive: true });
      const rows = [`0,1,0.1,2,20,1`, `1,1,0.1,${loss},${25 + seed},1.3`].join('\n');
      writeFileSync(
        join(run, 'epochs.csv'),
        `epoch,step,learning_rate,train_loss,lambda_max,stability_ratio\n${rows}\n`,
      );
      writeFileSync(join(run, 'config.yaml'), `training: { optimizer: { learningRate: ${i} } }\n`);
    }
  });
  writeFileSync(file, createReport([claims, inspection, join(folder, 'runs')], file).html);
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['light', 1200],
  ['dark', 1200],
  ['light', 400],
  ['dark', 400],
] as const)(
  'in %s at %i px it opens without an error or a request, no wider than the window',
  async (colorScheme, width) => {
    const { page, said, requests } = await openPage(browser, address, {
      colorScheme,
      viewport: { width, height: 900 },
    });
    expect({ said, requests }).toEqual({ said: [], requests: [] });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.evaluate('[...document.images].every((image) => image.naturalWidth > 0)')).toBe(true);
    const paper = await page.evaluate('getComputedStyle(document.querySelector("figure svg .paper")).fill');
    expect(paper).toBe(colorScheme === 'dark' ? 'rgb(20, 23, 26)' : 'rgb(255, 255, 255)');
    await page.close();
  },
);

test('a table sorts by the keyboard, by number and not by text, up and down, with NaN last', async () => {
  const { page } = await openPage(browser, address);
  const table = page.locator('table', { hasText: 'Arms, with what their configs' });
  const heading = table.locator('th', { hasText: 'final train loss' });
  const arms = () => table.locator('tbody th').allTextContents();
  await heading.getByRole('button').focus();
  await page.keyboard.press('Enter');
  expect(await heading.getAttribute('aria-sort')).toBe('ascending');
  expect(await arms()).toEqual(['arm-4', 'arm-3', 'arm-1', 'arm-0', 'arm-5', 'arm-2', 'arm-6']);
  await page.keyboard.press('Space');
  expect(await heading.getAttribute('aria-sort')).toBe('descending');
  expect(await arms()).toEqual(['arm-2', 'arm-5', 'arm-0', 'arm-1', 'arm-3', 'arm-4', 'arm-6']);
  await page.close();
});

test('a table filters while one types, and says how many rows are left', async () => {
  const { page } = await openPage(browser, address);
  await page.getByLabel('Filter rows').first().focus();
  await page.keyboard.type('Momentum SUPPORTED');
  const rows = page.locator('table').first().locator('tbody tr:visible');
  for (const text of await rows.allTextContents()) expect(text).toMatch(/momentum/);
  expect(await rows.count()).toBeGreaterThan(0);
  const count = await page.locator('output').first().textContent();
  expect(count).toMatch(new RegExp(`^ ${await rows.count()} of \\d+ rows$`));
  await page.close();
});

test('without JavaScript every table, section and figure is there', async () => {
  const { page, said } = await openPage(browser, address, { javaScriptEnabled: false });
  expect(said).toEqual([]);
  expect(await page.locator('table').count()).toBeGreaterThan(20);
  expect(await page.locator('tbody tr:visible').count()).toBe(await page.locator('tbody tr').count());
  expect(await page.locator('input, button').count()).toBe(0);
  await page.close();
});

test.each(['light', 'dark'] as const)('axe-core finds nothing serious in %s', async (colorScheme) => {
  // The test's own script is not the page's: its policy would refuse it.
  const { page } = await openPage(browser, address, { colorScheme, bypassCSP: true });
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
  await page.close();
});
