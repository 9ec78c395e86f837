/** The dashboard in a real browser: it follows runs, works by keyboard, is accessible, and asks nobody but its server. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

const claim = fileURLToPath(new URL('../../results/reference/claims/S4', import.meta.url));

/** Two arms of three seeds whose configs differ, one of them with its spectrum, and a claim. */
function writeArms(): string {
  const directory = join(folder, 'housing', '1');
  for (const arm of ['raw', 'standardized']) {
    for (const seed of [1, 2, 3]) writeRun(directory, { arm, seed, config: `data: { inputs: ${arm} }\n` });
  }
  const lines = (rows: readonly (readonly number[])[]) =>
    rows.map((cells) => `${cells.join(',')}\n`).join('');
  const epochs = Array.from({ length: 11 }, (_, epoch) => epoch);
  const run = join(directory, 'raw', 'seed-1');
  const top = epochs.flatMap((epoch) => [1, 2, 3].map((index) => [epoch, index, (10 + epoch) / index]));
  writeFileSync(join(run, 'top-eigenvalues.csv'), `epoch,index,eigenvalue\n${lines(top)}`);
  const density = [0, 5, 10].flatMap((epoch) =>
    epochs.map((at) => [epoch, at - 2, Math.exp(-((at - 2) ** 2))]),
  );
  writeFileSync(join(run, 'density.csv'), `epoch,eigenvalue,density\n${lines(density)}`);
  cpSync(claim, join(folder, 'claims', 'S4'), { recursive: true });
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
  for (let i = 0; i < 48; i++) {
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
    'from',
    'to',
    'all-epochs',
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

test('the spectrum of a run, config differences and verdicts stand below the charts', async () => {
  writeArms();
  const { page, said } = await open();
  await page.getByText('Largest eigenvalues as a table').click();
  const largest = page.locator('#spectrum tbody tr').first();
  expect(await largest.locator('td').allTextContents()).toEqual(['λ1', '10', '20']);
  expect(await page.locator('#spectrum [role="img"]:visible').count()).toBe(2);
  const configs = page.locator('#configs table');
  await configs.waitFor();
  expect(await configs.locator('thead th').allTextContents()).toEqual(['arm', 'data.inputs']);
  expect(await configs.locator('mark').allTextContents()).toEqual(['standardized']);
  expect(await page.locator('#claims tbody th').first().textContent()).toBe('S4 batch-norm');
  expect(await page.locator('#claims .status').first().textContent()).toBe('refuted');
  expect(said).toEqual([]);
});

test('axes, smoothing and files to save are those that are chosen', async () => {
  writeArms();
  const { page, said, url } = await open();
  const link = page.getByLabel('Training loss: numbers as CSV, every epoch');
  await link.waitFor();
  await page.locator('#y').selectOption('linear');
  await page.locator('#x').selectOption('log');
  await page.locator('#smoothing').fill('0.5');
  await eventually(() => link.getAttribute('href')).toMatch(
    /smoothing=0.5&column=train_loss&x=log&y=linear$/,
  );
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.url().startsWith(url)).toBe(true);
  expect(readFileSync(await download.path(), 'utf8').split('\n')[0]).toBe(
    'directory,arm,runs,epoch,train_loss_smoothed_0.5_median,train_loss_smoothed_0.5_smallest,train_loss_smoothed_0.5_largest',
  );
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    page.getByLabel('Training loss: picture as SVG').click(),
  ]);
  expect(readFileSync(await picture.path(), 'utf8')).toContain('smoothed, weight 0.5');
  expect(said).toEqual([]);
});

test('a run that is deleted while the page is open goes, and the rest stays', async () => {
  const directory = writeArms();
  const { page, said } = await open();
  await eventually(() => page.locator('#state').textContent()).toContain('6 runs');
  rmSync(join(directory, 'raw'), { recursive: true });
  await eventually(() => page.locator('#state').textContent()).toContain('3 runs');
  await eventually(() => page.locator('#legend li').allTextContents()).toEqual([' standardized (3 runs)']);
  expect(said).toEqual([]);
});

/** The epochs that the charts say they show. */
async function shownEpochs(page: Page): Promise<string | undefined> {
  const label = await page
    .locator('section[aria-label="Gradient norm"] [role="img"]')
    .getAttribute('aria-label');
  return /over epochs (\d+ to \d+)/.exec(label ?? '')?.[1];
}

test('what is dragged over is shown alone in all charts, and a double click shows all again', async () => {
  writeArms();
  const { page, said } = await open();
  const plot = page.locator('section[aria-label="Training loss"] .u-over');
  await plot.waitFor();
  await eventually(() => shownEpochs(page)).toBe('0 to 10');
  const { x, y, width } = (await plot.boundingBox())!;
  await page.mouse.move(x + 0.31 * width, y + 40);
  await page.mouse.down();
  await page.mouse.move(x + 0.68 * width, y + 50, { steps: 4 });
  await page.mouse.up();
  await eventually(() => shownEpochs(page)).toBe('3 to 7');
  expect(await page.locator('#from').inputValue()).toBe('3');
  expect(await page.locator('#spectrum [role="img"]').first().getAttribute('aria-label')).toContain('3 to 7');
  expect(await page.getByLabel('Training loss: numbers as CSV').getAttribute('href')).toContain('epochs=3-7');
  await plot.dblclick();
  await eventually(() => shownEpochs(page)).toBe('0 to 10');
  expect(said).toEqual([]);
});

test('the keyboard zooms too: by the first and last epoch, and back by a button', async () => {
  writeArms();
  const { page } = await open();
  await eventually(() => shownEpochs(page)).toBe('0 to 10');
  await page.locator('#from').focus();
  await page.keyboard.type('4');
  await page.keyboard.press('Tab');
  await page.keyboard.type('6');
  await page.keyboard.press('Enter');
  await eventually(() => shownEpochs(page)).toBe('4 to 6');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('2');
  await page.keyboard.press('Tab');
  expect(await page.locator('#to:invalid').count()).toBe(1);
  await page.getByRole('button', { name: 'All epochs' }).focus();
  await page.keyboard.press('Enter');
  await eventually(() => shownEpochs(page)).toBe('0 to 10');
  expect(await page.evaluate('document.activeElement.id')).toBe('all-epochs');
});

test('a reload, and another window, show the runs, axes, epochs and spectrum that were chosen', async () => {
  writeArms();
  const { page, url } = await open();
  await page.locator('#legend li').first().waitFor();
  await page.locator('#seeds').selectOption('each');
  await page.locator('#x').selectOption('log');
  await page.locator('#smoothing').fill('0.4');
  await page.locator('#from').fill('2');
  await page.locator('[id="run-housing/1/raw/seed-2"]').uncheck();
  await page.waitForURL(/run=housing/);
  const look = async (shown: Page) => {
    await eventually(() => shown.locator('#legend li').count()).toBe(5);
    await eventually(() => shownEpochs(shown)).toBe('2 to 10');
    expect(await shown.locator('[id="run-housing/1/raw/seed-2"]').isChecked()).toBe(false);
    expect(await shown.locator('[id="run-housing/1/raw/seed-1"]').isChecked()).toBe(true);
    expect(await shown.locator('#x').inputValue()).toBe('log');
    expect(await shown.locator('output[for="smoothing"]').textContent()).toBe('0.4');
  };
  await look(page);
  await page.reload();
  await look(page);
  const other = await openPage(browser, page.url());
  await look(other.page);
  // Another link in the same window; and a directory that is chosen as a whole, with runs that come later.
  await other.page.goto(`${url}#all=housing/1`);
  await eventually(() => other.page.locator('#legend li').allTextContents()).toEqual([
    ' raw (3 runs)',
    ' standardized (3 runs)',
  ]);
  writeRun(join(folder, 'housing', '1'), { arm: 'raw', seed: 4 });
  await eventually(() => other.page.locator('#legend li').first().textContent()).toBe(' raw (4 runs)');
  await other.page.close();
});

test('the link to the charts moves the place of the keyboard, and leaves the address alone', async () => {
  writeArms();
  const { page } = await open();
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('charts');
  expect(new URL(page.url()).hash).toBe('');
});
