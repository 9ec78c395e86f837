/** The playground in a real browser: it computes what the library computes, by mouse and keyboard, and sends nothing. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundlePlayground } from '../../scripts/setup/playground.mjs';
import { fullSpectrum } from '../../src/curvature/full-spectrum.ts';
import { closedFormObjective } from '../../src/objectives/closed-form/objective.ts';
import { createOptimizer } from '../../src/optimizers/create.ts';
import { readFragment } from '../../src/playground/fragment.ts';
import { openProblem } from '../../src/playground/problem.ts';
import type { LoopbackServer } from '../../src/loopback/server.ts';
import { servePlayground } from '../../src/playground/serve.ts';
import { openPage, startBrowser } from './support/browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-playground-'));
let server: LoopbackServer;
let browser: Browser;

beforeAll(async () => {
  await bundlePlayground(folder);
  server = await servePlayground(folder, 0);
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The number that the page shows, with all its digits. */
async function numberOf(page: Page, id: string): Promise<number> {
  return Number(await page.locator(`#${id}`).getAttribute('value'));
}

/** Waits until a part of the page reads so. By locators alone: the page's policy forbids what evaluates a text. */
async function textIn(page: Page, id: string, text: RegExp): Promise<void> {
  await page.locator(`#${id}`, { hasText: text }).waitFor();
}

/** Opens a state and waits until its step is reached and everything is measured exactly. */
async function openState(fragment: string, options = {}) {
  const watched = await openPage(browser, `${server.url}#${fragment}`, options);
  const steps = readFragment(fragment).settings!.steps;
  await textIn(watched.page, 'progress', new RegExp(`^${steps} steps$`));
  await watched.page.locator('body[data-settled="true"]').waitFor();
  return watched;
}

/** λmax of the state by the library in Node: the whole spectrum, which shares no search with the page. */
function libraryLambdaMax(fragment: string): number {
  const { settings } = readFragment(fragment);
  const problem = openProblem(settings!, (specification, inputs, targets) =>
    closedFormObjective(specification, inputs, targets, { deterministic: true }),
  );
  const { objective, start } = problem;
  const { momentum, learningRate, steps } = settings!;
  const optimizer = createOptimizer(
    momentum > 0 ? { type: 'momentum', momentum } : { type: 'gradient-descent' },
  );
  const state = optimizer.initialize(objective.dimension);
  const gradient = new Float64Array(objective.dimension);
  for (let i = 0; i < steps; i++) {
    objective.gradient(start, gradient);
    optimizer.step(start, gradient, state, learningRate);
  }
  return fullSpectrum(objective.linearize(start).hessian).eigenvalues.at(-1)!;
}

/** Rounding of a dense spectrum of 200 and more dimensions, relative to λmax. */
const ROUNDING = 1e-12;

describe('λmax of the page is that of the library', () => {
  test.each([
    'surface=quadratic&curvature1=3.3&curvature2=-1&rotation=17',
    'mean=2.3&scale=0.7&steps=12&learningRate=0.05',
    'surface=network&width=8&mean=1&scale=4&rotation=30&learningRate=0.02&steps=40',
    'surface=network&width=8&batchNorm=on&activation=sigmoid&momentum=0.9&learningRate=0.01&steps=30',
    'surface=network&width=8&inputs=standardized&mean=3&activation=relu&learningRate=0.05&steps=25',
    // The network of a fresh page: 16-32-32-1, 1,633 parameters.
    'surface=network&width=32&mean=1&learningRate=0.02&steps=15',
  ])('%s', async (fragment) => {
    const { page, said } = await openState(fragment);
    const expected = libraryLambdaMax(fragment);
    const shown = await numberOf(page, 'lambda-max');
    expect(Math.abs(shown / expected - 1)).toBeLessThan(ROUNDING);
    expect(said).toEqual([]);
    await page.close();
  });
});

test('the page plays at once, and a larger input mean drives it beyond 2/η and out of the bowl', async () => {
  const { page, said } = await openPage(browser, server.url);
  await textIn(page, 'progress', /^[4-9] steps$/);
  const before = await numberOf(page, 'lambda-max');
  expect(before).toBeCloseTo(8, 9);
  await page.locator('#field-mean').focus();
  await page.keyboard.press('End');
  await textIn(page, 'case', /^Divergent/);
  expect(await numberOf(page, 'lambda-max')).toBeGreaterThan(await numberOf(page, 'limit'));
  await textIn(page, 'picture-text', /It has left/);
  expect(said).toEqual([]);
  await page.close();
});

test('every request stays on this machine, and the policy of the page is kept', async () => {
  const { page, said, requests } = await openPage(browser, server.url);
  await page.getByRole('button', { name: 'Raw inputs' }).click();
  await page.locator('body[data-surface="network"]').waitFor();
  const files = requests.map((url) => url.replace(server.url, '')).sort();
  expect(files).toEqual(['main.js', 'page.css', 'worker.js']);
  expect(said).toEqual([]);
  await page.close();
});

test('a host without isolation headers will do: there is no SharedArrayBuffer, and the page works', async () => {
  const { page } = await openState('surface=network&width=4&steps=3');
  expect(await page.evaluate('[self.crossOriginIsolated, typeof SharedArrayBuffer]')).toEqual([
    false,
    'undefined',
  ]);
  await page.close();
});

test('the address holds the state: opened elsewhere it gives the same numbers', async () => {
  const { page } = await openState('surface=network&width=5&mean=2&steps=10&momentum=0.3');
  await page.locator('#field-width').focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await textIn(page, 'progress', /^1 steps$/);
  await page.locator('body[data-settled="true"]').waitFor();
  await page.waitForURL(/#.*width=6.*steps=1$/);
  const other = await openState(new URL(page.url()).hash.slice(1));
  for (const id of ['lambda-max', 'loss', 'gradient-norm', 'limit']) {
    expect(await numberOf(other.page, id)).toBe(await numberOf(page, id));
  }
  await other.page.close();
  await page.close();
});

test('a link that is wrong is refused with what is wrong, and the page begins afresh', async () => {
  const { page, said } = await openPage(browser, `${server.url}#mean=high&surfaces=line`);
  await textIn(page, 'notice', /mean: received “high”.*“surfaces” is no setting; did you mean surface\?/);
  await textIn(page, 'lambda-max', /^8$/);
  expect(said).toEqual([]);
  await page.close();
});

test('everything can be reached and moved by the keyboard', async () => {
  const { page } = await openState('steps=2');
  const reached = new Set<string>();
  await page.locator('.skip').focus();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const name = (await page.evaluate(
      'document.activeElement.id || document.activeElement.textContent',
    )) as string;
    if (reached.has(name)) break;
    reached.add(name);
  }
  const controls = await page.locator('button:visible, input:visible, select:visible').all();
  for (const control of controls) {
    const name = (await control.getAttribute('id')) ?? (await control.textContent())!;
    expect(reached, name).toContain(name);
  }
  await page.getByRole('button', { name: 'Saddle' }).focus();
  await page.keyboard.press('Enter');
  await textIn(page, 'verdict', /a saddle/);
  await page.getByRole('button', { name: 'Pause' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Play' }).waitFor();
  await page.close();
});

test('links within the page move the focus and leave the state in the address alone', async () => {
  const { page } = await openState('surface=quadratic&steps=2');
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('controls');
  await page.getByRole('link', { name: 'input mean' }).click();
  await page.locator('body[data-surface="line"]').waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('field-mean');
  expect(await page.locator('#notice').isVisible()).toBe(false);
  await page.close();
});

test('a place of the picture that is pointed at becomes the start', async () => {
  const { page } = await openState('steps=2');
  const canvas = page.locator('#plane');
  const { width, height } = (await canvas.boundingBox())!;
  await canvas.click({ position: { x: 0.75 * width, y: 0.25 * height } });
  await page.waitForURL(/startX=1\.\d+&startY=1\.\d+/);
  await page.close();
});

test('who wants no motion gets a path that is drawn already, and stands still', async () => {
  const { page } = await openPage(browser, server.url, { reducedMotion: 'reduce' });
  await textIn(page, 'progress', /^40 steps$/);
  await page.getByRole('button', { name: 'Play' }).waitFor();
  await page.locator('#field-mean').focus();
  await page.keyboard.press('ArrowRight');
  await textIn(page, 'lambda-max', /^8\.[1-9]/);
  await textIn(page, 'progress', /^40 steps$/);
  await page.close();
});

test.each([400, 800, 1280])('at a width of %i pixels nothing is cut off', async (width) => {
  const { page } = await openState('surface=network&momentum=0.5&steps=2', {
    viewport: { width, height: 800 },
  });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  await page.close();
});

test('on a phone the picture stays in sight while the controls are moved', async () => {
  const { page } = await openState('steps=2', { viewport: { width: 400, height: 800 } });
  await page.locator('#field-momentum').scrollIntoViewIfNeeded();
  const { y } = (await page.locator('#plane').boundingBox())!;
  expect(y).toBeGreaterThanOrEqual(0);
  await page.close();
});

test.each(['light', 'dark'] as const)('axe-core finds nothing serious in %s', async (colorScheme) => {
  // The test's own script is not the page's: its policy would refuse it.
  const { page } = await openState('surface=network&momentum=0.5&learningRate=0.02&steps=5', {
    colorScheme,
    bypassCSP: true,
  });
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
  await page.close();
});
