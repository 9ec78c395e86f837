/**
 * `npm run pictures`: the README's pictures of the dashboard and the playground, `results/pictures/*.png`, from the pages
 * themselves: a small sweep is run and shown in a real Chromium (`/usr/bin/chromium`, or the one that CHROMIUM names).
 * Two pictures of the same state differ in what fonts and machine put into them, so no test compares them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../test/services/support/browser.ts';
import { pictureDashboard } from './pictures/dashboard.ts';
import { picturePlayground } from './pictures/playground.ts';
import { shrinkPng } from './pictures/shrink.ts';

const OUT = fileURLToPath(new URL('../results/pictures/', import.meta.url));
/** A README is read over slow lines too. */
const MOST_BYTES = 200_000;

const folder = mkdtempSync(join(tmpdir(), 'hessian-lab-pictures-'));
const browser = await startBrowser();
try {
  mkdirSync(OUT, { recursive: true });
  for (const [name, picture] of [
    ['dashboard', pictureDashboard],
    ['playground', picturePlayground],
  ] as const) {
    const png = shrinkPng(await picture(browser, join(folder, name)));
    if (png.length > MOST_BYTES)
      throw new Error(`${name}.png has ${png.length} bytes, at most ${MOST_BYTES} are allowed: show less.`);
    writeFileSync(join(OUT, `${name}.png`), png);
    console.log(`results/pictures/${name}.png: ${png.length} bytes`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
