import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../command.mjs';
import { PROJECT } from '../paths.mjs';
import { bindingFile } from './target.mjs';
import { libcOfThisMachine, pipArguments, requirement, wheelFor } from './wheels.mjs';

const DOWNLOAD_LIMIT = 20 * 60;
const COMPILE_LIMIT = 5 * 60;

/** The library, split in two by TensorFlow, by the names under which it is linked and loaded. */
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** The folders of the wheel with the headers that the binding includes, of 200 MB of headers. */
const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/c/', 'tsl/platform/'];

/** Extracts the members of a zip file (1st argument) that begin with one of the other arguments to the 2nd. */
const EXTRACT = `import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [n for n in wheel.namelist() if n.startswith(tuple(sys.argv[3:]))])`;

/**
 * Builds tfjs-node's binding in `staging`, a copy of the package, against the libraries of a TensorFlow wheel.
 *
 * The compiler is called directly: the binding is two files on Node-API, and node-gyp would need Node's
 * headers, make and a Python that still has what it imports.
 *
 * @param {string} staging
 * @param {import('./target.mjs').Target} target
 * @param {(line: string) => void} say
 * @returns {Promise<string>} the reason why it failed; empty when the binding is built
 */
export async function buildAgainstWheel(staging, target, say) {
  const found = wheelFor(process.platform, process.arch, libcOfThisMachine());
  if ('reason' in found) return found.reason;
  const python = await firstThatRuns(['python3', 'python'], ['-m', 'pip', '--version']);
  if (!python) return 'Python with pip was not found: install it';
  const compiler = await firstThatRuns([process.env.CXX ?? '', 'c++', 'g++', 'clang++'], ['--version']);
  if (!compiler) return 'no C++ compiler was found: install one (g++ or clang)';

  const { wheel } = found;
  const work = join(staging, 'wheel');
  mkdirSync(work);
  const requirements = join(work, 'requirements.txt');
  writeFileSync(requirements, requirement(wheel));
  say(`Building the native backend against the TensorFlow ${wheel.version} wheel (210 MB to download) ...`);
  const download = await run(python, pipArguments(wheel, requirements, work), {
    limitSeconds: DOWNLOAD_LIMIT,
  });
  if (!download.ok) return `the download of ${wheel.project} failed: ${download.reason}`;

  const archive = readdirSync(work).find((file) => file.endsWith('.whl')) ?? '';
  const members = [...LIBRARIES, ...HEADERS.map((folder) => `include/${folder}`)].map(
    (path) => `tensorflow/${path}`,
  );
  const extraction = await run(python, ['-c', EXTRACT, join(work, archive), work, ...members]);
  if (!extraction.ok) return `the wheel could not be unpacked: ${extraction.reason}`;

  const libraries = join(staging, 'deps', 'lib');
  mkdirSync(libraries, { recursive: true });
  for (const file of LIBRARIES) renameSync(join(work, 'tensorflow', file), join(libraries, file));
  const args = compilerArguments(staging, target, join(work, 'tensorflow', 'include'), libraries);
  mkdirSync(dirname(bindingFile(target, staging)), { recursive: true });
  const compilation = await run(compiler, args, { limitSeconds: COMPILE_LIMIT });
  if (!compilation.ok) return `the binding did not compile: ${compilation.reason}`;
  rmSync(work, { recursive: true });
  return '';
}

/**
 * @param {string} staging
 * @param {import('./target.mjs').Target} target
 * @param {string} headers
 * @param {string} libraries
 */
function compilerArguments(staging, target, headers, libraries) {
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-s', `-DNAPI_VERSION=${target.nodeApi}`],
    ...['-I', headers, '-I', join(PROJECT, 'node_modules', 'node-api-headers', 'include')],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(staging, 'binding', file)),
    ...['-o', bindingFile(target, staging), '-L', libraries, ...LIBRARIES.map((file) => `-l:${file}`)],
    // Found by the place of the binding itself, so that the finished folder can be renamed.
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
}

/**
 * @param {string[]} programs
 * @param {string[]} args
 */
async function firstThatRuns(programs, args) {
  for (const program of programs) {
    if (program !== '' && (await run(program, args, { limitSeconds: 30 })).ok) return program;
  }
  return null;
}
