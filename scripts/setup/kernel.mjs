import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { readNote, writeNote } from './notes.mjs';
import { digest, NOTES, PROJECT } from './paths.mjs';

const FOLDER = join('src', 'objectives', 'closed-form', 'kernel');
const SOURCES = join(FOLDER, 'assembly');

/**
 * The builds of the kernel, the WebAssembly features each may use and the bytes of a number in its blocks; git ignores
 * the files.
 */
const VARIANTS = [
  { file: 'kernel.wasm', features: 'simd,threads', element: 8 },
  { file: 'kernel-fma.wasm', features: 'simd,threads,relaxed-simd', element: 8 },
  { file: 'kernel-f32.wasm', features: 'simd,threads', element: 4 },
  { file: 'kernel-f32-fma.wasm', features: 'simd,threads,relaxed-simd', element: 4 },
];

/** Whether the kernel was compiled from its sources as they are. */
export function kernelIsBuilt() {
  return readNote('kernel')?.key === kernelKey();
}

/**
 * Compiles the AssemblyScript kernel of the closed form to WebAssembly, beside the module that loads it, so that
 * it is there for tests, which run from `src/`; the build copies it to `dist/`. Takes some seconds.
 *
 * @throws {Error} with the compiler's output
 */
export async function buildKernel() {
  const compiler = join(PROJECT, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  mkdirSync(NOTES, { recursive: true });
  for (const { file, features, element } of VARIANTS) {
    const next = join(NOTES, `${file}.${process.pid}`);
    const { ok, output } = await run(
      process.execPath,
      [
        compiler,
        join(SOURCES, 'index.ts'),
        '--baseDir',
        PROJECT,
        '--optimizeLevel',
        '3',
        '--shrinkLevel',
        '0',
        '--noAssert',
        '--runtime',
        'stub',
        '--importMemory',
        '--sharedMemory',
        '--initialMemory',
        '1',
        '--maximumMemory',
        '65536',
        '--enable',
        features,
        '--use',
        `ELEMENT=${element}`,
        '--outFile',
        next,
      ],
      { cwd: PROJECT },
    );
    if (!ok) throw new Error(`Compiling the kernel of the closed form failed:\n${output}`);
    renameSync(next, join(PROJECT, FOLDER, file));
  }
  writeNote('kernel', { key: kernelKey() });
}

/** Names, sizes and times of the sources, of the lock file with the compiler's version, of this file, of the results. */
function kernelKey() {
  const sources = readdirSync(join(PROJECT, SOURCES)).sort();
  const files = [
    'package-lock.json',
    join('scripts', 'setup', 'kernel.mjs'),
    ...sources.map((file) => join(SOURCES, file)),
    ...VARIANTS.map(({ file }) => join(FOLDER, file)),
  ];
  return digest(
    ...files.map((file) => {
      const facts = statSync(join(PROJECT, file), { throwIfNoEntry: false });
      return `${file} ${facts?.size} ${facts?.mtimeMs}`;
    }),
  );
}
