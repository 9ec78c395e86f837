import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isAsset } from '../setup/build.mjs';
import { PROJECT } from '../setup/paths.mjs';

/**
 * The sources that a package is built from, relative to the repository: what `scripts/setup/build.mjs` compiles or copies
 * of `src/` and `experiments/`. Not the kernel's AssemblyScript, of which the package holds the WebAssembly, but for its
 * table of opcodes, which TypeScript reads too.
 */
export function packagedSources(): string[] {
  const sources = ['src', 'experiments'].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
  return sources.filter(
    (file) =>
      (file.endsWith('.ts') && !/\/assembly\/(?!opcodes)/.test(file)) ||
      (file.startsWith('src/') && isAsset(file)),
  );
}
