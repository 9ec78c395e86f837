import type { Page } from 'playwright-core';
import { openPage, startBrowser } from '../../../test/services/support/browser.ts';

/** Milliseconds, one for each repetition. */
export interface PageTimes {
  readonly firstPaint: number[];
  readonly charts: number[];
  /** From asking the server for numbers until all charts are drawn. */
  readonly work: number[];
  /** From the last append until all charts are drawn, with the file system's event and the pause between drawings. */
  readonly arrival: number[];
}

const OPENINGS = 7;
const UPDATES = 20;
/** Between two updates: longer than the page's own pause, so that each is drawn by itself. */
const PAUSE_MILLISECONDS = 900;

/** Opens the page several times, each in a window of its own, and in the last one follows new rows. */
export async function measurePage(
  url: string,
  runs: number,
  epochs: number,
  append: (epoch: number) => void,
): Promise<PageTimes> {
  const browser = await startBrowser();
  const times: PageTimes = { firstPaint: [], charts: [], work: [], arrival: [] };
  try {
    for (let opening = 0; opening < OPENINGS; opening++) {
      const { page } = await openPage(browser, url, { viewport: { width: 1400, height: 1000 } });
      times.charts.push(await drawn(page, epochs, 'performance.now()'));
      times.firstPaint.push(
        (await page.evaluate(
          "performance.getEntriesByName('first-contentful-paint')[0].startTime",
        )) as number,
      );
      const lines = await page.locator('#run-list input[id^="run-"]:checked').count();
      if (lines !== runs) throw new Error(`the page shows ${lines} runs, expected ${runs}`);
      if (opening === OPENINGS - 1) await followRows(page, epochs, append, times);
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return times;
}

async function followRows(
  page: Page,
  epochs: number,
  append: (epoch: number) => void,
  times: PageTimes,
): Promise<void> {
  for (let i = 1; i <= UPDATES; i++) {
    await page.waitForTimeout(PAUSE_MILLISECONDS);
    append(epochs + i);
    // Both processes read the same clock.
    const appended = Date.now();
    times.arrival.push((await drawn(page, epochs + i, 'Date.now()')) - appended);
  }
  const durations = "performance.getEntriesByName('update').map(({ duration }) => duration)";
  // The first one is the opening.
  times.work.push(...((await page.evaluate(durations)) as number[]).slice(1));
}

/** Waits until every line of the last values is at an epoch, and the frame that shows it is painted; then a clock. */
async function drawn(page: Page, epoch: number, clock: string): Promise<number> {
  const cells =
    'document.querySelectorAll(\'section[aria-label="Gradient norm"] tbody tr td:first-of-type\')';
  return (await page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const cells = [...${cells}];
      const isThere = cells.length > 0 && cells.every(({ textContent }) => textContent === '${epoch}');
      requestAnimationFrame(isThere ? () => setTimeout(() => resolve(${clock})) : look);
    };
    look();
  })`)) as number;
}
