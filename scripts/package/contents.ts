import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FILES } from '../../src/playground/serve.ts';
import { npmCommandLine } from '../setup/command.mjs';
import { PROJECT } from '../setup/paths.mjs';

/** What `npm pack` would put into the tarball. */
export interface Packed {
  /** Paths inside the package, with forward slashes. */
  readonly files: readonly string[];
  /** Bytes of the tarball, and of its files. */
  readonly size: number;
  readonly unpackedSize: number;
}

/** Asks npm for the contents of the tarball, without making one. */
export async function packedFiles(): Promise<Packed> {
  const args = [npmCommandLine(), 'pack', '--dry-run', '--json', '--loglevel=error'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT, maxBuffer: 2 ** 26 });
  const [packed] = JSON.parse(stdout) as [{ files: { path: string }[]; size: number; unpackedSize: number }];
  return { ...packed, files: packed.files.map(({ path }) => path) };
}

/** What stands in a package beside the build, by the beginning of its path. */
const BESIDE_BUILD = [
  'CHANGELOG.md',
  'CITATION.cff',
  'LICENSE',
  'README.md',
  'package.json',
  'configs/',
  'results/reference/claims/',
  'scripts/hessian-lab.mjs',
  'scripts/setup/explain.mjs',
];

/** The sources of the playground's page, and the files that they are bundled into. */
const BUNDLED = 'src/playground/browser/';
const BUNDLE = Object.keys(FILES).map((name) => `dist/playground/static/${name}`);

/** Endings that the compiler puts in place of `.ts`. */
const COMPILED = /(\.d\.ts\.map|\.d\.ts|\.js)$/;

/**
 * What is wrong with the contents of a package, a sentence each: files that do not belong there, and files that are
 * missing. Every file of `dist/` needs its source, so that nothing stale is published, and every source its build.
 *
 * @param files of the package
 * @param sources of the repository, such as `src/index.ts`; those of `src/` and `experiments/`
 */
export function contentProblems(files: readonly string[], sources: readonly string[]): string[] {
  const has = new Set(files);
  const sourceOf = (file: string) => {
    const inner = file.slice('dist/'.length);
    const compiled = inner.replace(COMPILED, '.ts');
    return sources.find((source) => [compiled, `src/${compiled}`, `src/${inner}`].includes(source));
  };
  const strangers = files.filter((file) => {
    if (BUNDLE.includes(file)) return !sources.some((source) => source.startsWith(BUNDLED));
    if (file.startsWith('dist/')) return sourceOf(file) === undefined;
    if (file.startsWith('src/')) return !sources.includes(file);
    return !BESIDE_BUILD.some((start) => file.startsWith(start));
  });
  const needed = new Set([
    ...BESIDE_BUILD.filter((path) => !path.endsWith('/')),
    ...sources.flatMap(buildsOf),
    ...exportTargets(),
  ]);
  return [
    ...strangers.map((file) => `${file} does not belong into the package`),
    ...[...needed].filter((file) => !has.has(file)).map((file) => `${file} is missing from the package`),
  ];
}

/** The files that the build makes of a source. */
function buildsOf(source: string): readonly string[] {
  if (source.startsWith(BUNDLED)) return BUNDLE;
  if (source.startsWith('src/') && source.endsWith('.d.ts')) return [];
  const inner = source.replace(/^src\//, '');
  if (!source.endsWith('.ts')) return [`dist/${inner}`];
  const built = `dist/${inner.slice(0, -'.ts'.length)}`;
  return source.startsWith('src/') ? [`${built}.js`, `${built}.d.ts`, `${built}.d.ts.map`] : [`${built}.js`];
}

/** Every file that `exports` and `bin` of package.json name. */
function exportTargets(): string[] {
  const { exports, bin } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | Record<string, string>>;
    bin: Record<string, string>;
  };
  const named = [...Object.values(exports), bin].flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  return named.map((path) => path.replace(/^\.\//, ''));
}
