/**
 * npm run check:package: what `npm pack` would put into the tarball, whether all of it belongs there and nothing is
 * missing, and publint's rules for package.json. Exit code 4 when something is wrong.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { contentProblems, packedFiles } from './package/contents.ts';
import { packagedSources } from './package/sources.ts';
import { PROJECT } from './setup/paths.mjs';

const CHECK_FAILED = 4;

const { files, size, unpackedSize } = await packedFiles();
const packed = files.map((file) => ({ name: `package/${file}`, data: readFileSync(join(PROJECT, file)) }));
const { messages, pkg } = await publint({ pkgDir: 'package', strict: true, pack: { files: packed } });
const problems = [
  ...contentProblems(files, packagedSources()),
  ...messages.map((message) => `publint: ${formatMessage(message, pkg)}`),
];
for (const problem of problems) console.error(problem);
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
console.log(
  `The package: ${files.length} files, ${megabytes(unpackedSize)}, as a tarball ${megabytes(size)}${problems.length === 0 ? '; all in order.' : ''}`,
);
process.exitCode = problems.length === 0 ? 0 : CHECK_FAILED;
