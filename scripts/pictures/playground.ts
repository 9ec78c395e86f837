import type { Browser } from 'playwright-core';
import { servePlayground } from '../../src/playground/serve.ts';
import { openPage } from '../../test/services/support/browser.ts';
import { bundlePlayground } from '../setup/playground.mjs';

/** A line on inputs of mean 1.5, at a step size at which the path jumps over the valley and still comes down it. */
const STATE = 'learningRate=0.235&steps=60';

/** The playground in one state, as PNG. @param folder new; the page is built into it */
export async function picturePlayground(browser: Browser, folder: string): Promise<Buffer> {
  await bundlePlayground(folder);
  const server = await servePlayground(folder, 0);
  try {
    const { page, said } = await openPage(browser, `${server.url}#${STATE}`, {
      viewport: { width: 1280, height: 880 },
    });
    await page.locator('body[data-settled="true"]').waitFor();
    if (said.length > 0) throw new Error(`The page said: ${said.join('\n')}`);
    return await page.screenshot();
  } finally {
    await server.close();
  }
}
