import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './paths.mjs';

const SOURCES = join(PROJECT, 'src', 'playground', 'browser');
/** What all pages share. */
const BASE_STYLE = join(PROJECT, 'src', 'report', 'html', 'browser', 'base.css');

/**
 * Bundles the playground's page and its worker, kernel included, into static files that any web server can hand out:
 * `index.html`, `page.css`, `main.js`, `worker.js` and `licenses.txt`. Takes a fraction of a second; the kernel has to be
 * there.
 *
 * @param {string} folder made if it is not there
 * @throws {Error} when a module cannot be bundled for a browser
 */
export async function bundlePlayground(folder) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: [join(SOURCES, 'main.ts'), join(SOURCES, 'worker.ts')],
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    // Browsers with WebAssembly SIMD, array.toSorted and color-mix(): Chromium 111, Firefox 115, Safari 16.4.
    target: ['chrome111', 'firefox115', 'safari16.4'],
    loader: { '.wasm': 'binary' },
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  mkdirSync(folder, { recursive: true });
  cpSync(join(SOURCES, 'index.html'), join(folder, 'index.html'));
  const styles = [BASE_STYLE, join(SOURCES, 'page.css')].map((file) => readFileSync(file, 'utf8'));
  writeFileSync(join(folder, 'page.css'), styles.join(''));
  writeFileSync(join(folder, 'licenses.txt'), licenses(Object.keys(metafile.inputs)));
}

/**
 * The licences of the project and of every package whose code is in the bundle.
 *
 * @param {string[]} inputs bundled files, relative to the project
 */
function licenses(inputs) {
  const packages = new Set(
    inputs.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  const parts = [['hessian-lab', PROJECT], ...[...packages].sort().map((name) => [name, moduleFolder(name)])];
  return parts
    .map(([name, folder]) => `${name}\n\n${licenseText(/** @type {string} */ (folder))}`)
    .join('\n\n');
}

/** @param {string} name */
function moduleFolder(name) {
  return join(PROJECT, 'node_modules', name);
}

/** @param {string} folder */
function licenseText(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined && existsSync(join(folder, file)))
    return readFileSync(join(folder, file), 'utf8').trim();
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).license;
}
