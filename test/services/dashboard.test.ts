/** The dashboard in a real browser: it follows runs, works by keyboard, is accessible, and asks nobody but its server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { AxeResults } from 'axe-core';
import { serveDashboard } from '../../src/dashboard/server/server.ts';
import { appendEpochs, writeLock, writeRun } from '../dashboard/support/written-run.ts';
import { start } from '../e2e/hessian-lab.ts';
import { workplace } from '../e2e/workplace.ts';
import { openPage, startBrowser } from './support/browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hessian-lab-dashboard-'));
});

/** Serves the folder and opens its page; both end with the test. */
async function open(directory = folder, options: Parameters<typeof openPage>[2] = {}) {
  const dashboard = await serveDashboard(directory, 0);
  const watched = await openPage(browser, dashboard.url, options);
  onTestFinished(async () => {
    await watched.page.close();
    await dashboard.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...watched, url: dashboard.url };
}

/** Other processes take their time on a busy machine. */
const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 30_000 });

/** The value of a line in the table below a chart, as text: its last epoch and value. */
async function lastValue(page: Page, chart: string, line: string): Promise<string[]> {
  const row = page.locator(`section[aria-label="${chart}"] tbody tr`, { hasText: line });
  return (await row.locator('td').allTextContents()).map((text) => text.trim());
}

test('a run that another process starts appears, its curve grows, and its end is told', async () => {
  const place = workplace({
    seeds: [1],
    training: { engine: 'closed-form', epochs: 4000, learningRate: 0.05 },
  });
  const { page, said, requests, url } = await open(place);
  await page.getByText('There is no run here yet').waitFor();
  const { ended } = start(place, ['run', 'tiny.yaml', '--out', 'live', '--quiet']);
  const status = page.locator('#run-list .status');
  await eventually(() => status.textContent()).toBe('running');
  const epoch = async () => Number((await lastValue(page, 'Training loss', 'seed 1'))[0]);
  await eventually(epoch).toBeGreaterThan(10);
  const before = await epoch();
  await eventually(epoch).toBeGreaterThan(before);
  expect(await status.textContent()).toBe('running');
  expect((await ended).code).toBe(0);
  await eventually(() => status.textContent()).toBe('completed');
  await eventually(epoch).toBe(4000);
  await eventually(() => page.locator('#state').textContent()).toContain('completed');
  expect(said).toEqual([]);
  expect(requests.filter((address) => !address.startsWith(url))).toEqual([]);
});

/** Two arms of three seeds, of which one goes on. */
function writeArms(): string {
  const directory = join(folder, 'housing', '1');
  for (const arm of ['raw', 'standardized']) for (const seed of [1, 2, 3]) writeRun(directory, { arm, seed });
  return directory;
}

test('chosen runs lie over one another, their seeds as bands or each on its own', async () => {
  writeArms();
  const { page } = await open();
  const lines = page.locator('#legend li');
  await eventually(() => lines.allTextContents()).toEqual([' raw (3 runs)', ' standardized (3 runs)']);
  expect(await lastValue(page, 'Training loss', 'raw (3 runs)')).toEqual(['10', '0.08333']);
  await page.getByLabel('Seeds').selectOption('each');
  await eventually(() => lines.count()).toBe(6);
  expect(await lastValue(page, 'Training loss', 'standardized seed 3')).toEqual(['10', '0.07692']);
  await page.locator('[id="run-housing/1/raw/seed-2"]').uncheck();
  await eventually(() => lines.count()).toBe(5);
});

test('every control is reached and worked by the keyboard alone', async () => {
  const running = writeArms();
  writeLock(running);
  const { page } = await open();
  await page.locator('#legend li').first().waitFor();
  const reached: string[] = [];
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    reached.push(
      (await page.evaluate(
        "((e) => e.id || e.getAttribute('aria-label') || e.textContent)(document.activeElement)",
      )) as string,
    );
  }
  for (const control of [
    'Skip to the charts',
    'filter',
    'directory-housing/1',
    'run-housing/1/raw/seed-1',
    'seeds',
    'smoothing',
    'Training loss: picture as SVG',
    'Training loss: numbers as CSV, every epoch',
    'Last values as a table',
  ])
    expect(reached).toContain(control);
  await page.locator('[id="run-housing/1/raw/seed-1"]').focus();
  await page.keyboard.press('Space');
  await eventually(() => page.locator('#legend li').first().textContent()).toBe(' raw (2 runs)');
  expect(await page.evaluate('document.activeElement.id')).toBe('run-housing/1/raw/seed-1');
});

test.each([
  ['light', 1400],
  ['dark', 1400],
  ['light', 400],
  ['dark', 400],
] as const)(
  'in %s at %i px it is no wider than the window, and axe-core finds nothing serious',
  async (colorScheme, width) => {
    const directory = writeArms();
    writeRun(directory, { arm: 'standardized', seed: 4, end: null, status: 'interrupted' });
    writeLock(directory);
    // The test's own script is not the page's: its policy would refuse it.
    const { page, said } = await open(folder, {
      colorScheme,
      viewport: { width, height: 900 },
      bypassCSP: true,
    });
    await page.locator('#legend li').first().waitFor();
    await page.locator('section.figure summary').first().click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.evaluate(axe);
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
    expect(said).toEqual([]);
  },
);

test('a new row is in the chart while the page is open, and rows that a resume cuts go', async () => {
  const directory = join(folder, 'housing', '1');
  const run = writeRun(directory, { end: null, status: 'interrupted' });
  writeLock(directory);
  const { page } = await open();
  const last = async () => (await lastValue(page, 'Training loss', 'raw seed 1'))[0];
  await eventually(last).toBe('10');
  appendEpochs(run, 11, 30);
  await eventually(last).toBe('30');
  writeRun(directory, { end: null, status: 'interrupted', epochs: 20 });
  await eventually(last).toBe('20');
});
