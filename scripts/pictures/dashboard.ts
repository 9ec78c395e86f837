import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { serveDashboard } from '../../src/dashboard/server/server.ts';
import { openPage } from '../../test/services/support/browser.ts';

const LAUNCHER = fileURLToPath(new URL('../hessian-lab.mjs', import.meta.url));
const SWEEP = fileURLToPath(new URL('./learning-rates.yaml', import.meta.url));

/** The dashboard with a sweep that has ended, as PNG. @param folder new; the sweep's files go into it */
export async function pictureDashboard(browser: Browser, folder: string): Promise<Buffer> {
  const out = `${folder}/learning-rates/1`;
  const sweep = spawn(process.execPath, [LAUNCHER, 'sweep', SWEEP, '--out', out, '--quiet'], {
    stdio: 'inherit',
  });
  const [code] = await once(sweep, 'exit');
  if (code !== 0) throw new Error(`The sweep ended with code ${code}.`);
  const dashboard = await serveDashboard(folder, 0);
  try {
    const { page, said } = await openPage(browser, dashboard.url, {
      viewport: { width: 1280, height: 1470 },
    });
    await page.locator('#spectrum canvas').nth(1).waitFor();
    await page.locator('#spectrum canvas').first().waitFor();
    if (said.length > 0) throw new Error(`The page said: ${said.join('\n')}`);
    // The real one is a temporary folder's.
    await page.locator('#served').evaluate((served) => (served.textContent = 'results'));
    return await page.screenshot();
  } finally {
    await dashboard.close();
  }
}
