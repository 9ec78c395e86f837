/**
 * A TensorFlow wheel of PyPI that carries the C++ library and its headers.
 *
 * @typedef {object} Wheel
 * @property {string} project its name on PyPI
 * @property {string} version
 * @property {string[]} platforms pip's tags for the platform, best first
 * @property {string} sha256 of the file for CPython 3.11; which Python runs here does not matter
 */

/**
 * TensorFlow 2.15 is the last version that tfjs-node 4.22 is known to work with. macOS and Windows are left to
 * the package's own installer: it has binaries for them.
 *
 * @type {Record<string, Wheel>}
 */
const WHEELS = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    version: '2.15.0',
    platforms: ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
    sha256: 'f46c795177f6311c83562e05d38dc7d4618f8d3150e6902a4499b875f3f97270',
  },
  'linux-arm64': {
    project: 'tensorflow-cpu-aws',
    version: '2.15.0',
    platforms: ['manylinux_2_17_aarch64', 'manylinux2014_aarch64'],
    sha256: 'e60763a3140306f9d6a793fbe888cea0f7da158f1c1fb4984a6e050aa75d5ce9',
  },
};

/**
 * The wheel whose libraries run on a machine, or the reason why there is none.
 *
 * @param {string} platform as `process.platform`
 * @param {string} arch as `process.arch`
 * @param {'glibc' | 'musl'} libc of a Linux machine
 * @returns {{ wheel: Wheel } | { reason: string }}
 */
export function wheelFor(platform, arch, libc) {
  const wheel = WHEELS[`${platform}-${arch}`];
  if (!wheel) return { reason: `no TensorFlow wheel to build against is known for ${platform} on ${arch}` };
  if (libc === 'musl') return { reason: 'the TensorFlow wheels need glibc and this Linux has musl' };
  return { wheel };
}

/** The C library of this Linux, by what Node says of itself. */
export function libcOfThisMachine() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime ? 'glibc' : 'musl';
}

/**
 * The arguments of `python` that download the wheel, and nothing else, into a folder.
 *
 * @param {Wheel} wheel
 * @param {string} requirements file that holds `requirement(wheel)`
 * @param {string} folder
 */
export function pipArguments(wheel, requirements, folder) {
  return [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes', '--retries', '1'],
    ...['--disable-pip-version-check', '--no-input', '--progress-bar', 'off'],
    ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
    ...wheel.platforms.flatMap((platform) => ['--platform', platform]),
    ...['--dest', folder, '--requirement', requirements],
  ];
}

/** @param {Wheel} wheel */
export function requirement({ project, version, sha256 }) {
  return `${project}==${version} --hash=sha256:${sha256}\n`;
}
