import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, which .ci/run installs; another one by CHROMIUM. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Without sandbox, since containers have none to give, and without anything that would call home. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser; the caller closes it. A missing one is an error. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args: FLAGS });
}

/** What a page did that a page of ours should not. */
export interface WatchedPage {
  readonly page: Page;
  /** Console output and uncaught errors. */
  readonly said: string[];
  /** Addresses asked for, other than the page's own file and what it holds itself. */
  readonly requests: string[];
}

/** Opens an address in a window of its own and watches it. */
export async function openPage(
  browser: Browser,
  address: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  const said: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith('data:')) requests.push(url);
  });
  await page.goto(address);
  return { page, said, requests };
}
