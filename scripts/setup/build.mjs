import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { run } from './command.mjs';
import { buildKernel, kernelIsBuilt } from './kernel.mjs';
import { readNote, writeNote } from './notes.mjs';
import { digest, NOTES, PROJECT } from './paths.mjs';
import { bundlePlayground } from './playground.mjs';

const SOURCES = join(PROJECT, 'src');
const EXPERIMENTS = join(PROJECT, 'experiments');
const DIST = join(PROJECT, 'dist');

/** Whether `dist/` was built from the sources as they are. Takes a few milliseconds. */
export function isBuilt() {
  return (
    existsSync(join(DIST, 'cli', 'main.js')) && kernelIsBuilt() && readNote('build')?.key === sourcesKey()
  );
}

/**
 * Compiles `src/` and `experiments/` to `dist/`, copies the files that are no TypeScript (data sets, the kernel) and bundles
 * the playground. The new build replaces the old one only when it is complete.
 *
 * @param {(line: string) => void} say
 * @throws {Error} when the compiler finds an error, which it has printed
 */
export async function build(say) {
  say('Building dist/ ...');
  if (!kernelIsBuilt()) await buildKernel();
  const key = sourcesKey();
  const next = join(NOTES, 'dist');
  rmSync(next, { recursive: true, force: true });
  const compiler = join(PROJECT, 'node_modules', 'typescript', 'lib', 'tsc.js');
  const { ok } = await run(process.execPath, [compiler, '-p', SOURCES, '--outDir', next], {
    cwd: PROJECT,
    show: true,
  });
  if (!ok) throw new Error('The build failed: see the errors above.');
  for (const file of filesUnder(SOURCES)) {
    if (isAsset(file)) cpSync(join(SOURCES, file), join(next, file));
  }
  await transpileExperiments(join(next, 'experiments'));
  await bundlePlayground(join(next, 'playground', 'static'));
  const former = join(NOTES, 'dist-former');
  rmSync(former, { recursive: true, force: true });
  if (existsSync(DIST)) renameSync(DIST, former);
  renameSync(next, DIST);
  rmSync(former, { recursive: true, force: true });
  writeNote('build', { key });
}

/**
 * Puts the experiments beside the compiled rooms. `npm run types` checks them.
 *
 * @param {string} folder
 */
async function transpileExperiments(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of filesUnder(EXPERIMENTS).filter((name) => name.endsWith('.ts'))) {
    const source = readFileSync(join(EXPERIMENTS, file), 'utf8');
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), await transpileExperiment(source));
  }
}

/**
 * An experiment as JavaScript for the build, where the rooms are one folder nearer than in the sources.
 *
 * @param {string} source
 */
export async function transpileExperiment(source) {
  const { default: ts } = await import('typescript');
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  return outputText.replaceAll(/(from ['"])\.\.\/src\//g, '$1../');
}

/**
 * Whether a file of `src/` belongs into the build as it is.
 *
 * @param {string} file relative to src/
 */
export function isAsset(file) {
  // What the playground's page is made of goes into its bundle.
  return !/(\.ts|tsconfig\.json|\.gitattributes)$/.test(file) && !file.startsWith('playground/browser/');
}

/**
 * Names, sizes and times of all that the build is made from. Not the contents: reading them all would take
 * longer than the rest of a start.
 */
function sourcesKey() {
  const facts = [
    'src/tsconfig.json',
    'tsconfig.json',
    'package.json',
    'package-lock.json',
    'scripts/setup/build.mjs',
    'scripts/setup/playground.mjs',
    ...filesUnder(SOURCES).map((file) => `src/${file}`),
    ...filesUnder(EXPERIMENTS).map((file) => `experiments/${file}`),
  ];
  return digest(
    ...facts.map((file) => {
      const { size, mtimeMs } = statSync(join(PROJECT, file));
      return `${file} ${size} ${mtimeMs}`;
    }),
  );
}

/** @param {string} folder @returns {string[]} paths relative to it, with forward slashes, sorted */
function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
