import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { availableBackends, type BackendName, openBackend } from '../../../src/objectives/tfjs/backend.ts';

const installed = (await availableBackends()).filter(({ available }) => available).map(({ name }) => name);

/**
 * Opens every backend in turn, in a fresh process, and says the product of two matrices and how many handlers
 * of uncaught errors have come along.
 */
const OPEN_EACH = `
import { openBackend } from './src/objectives/tfjs/backend.ts';
const handlers = () => process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
const before = handlers();
for (const name of process.argv.slice(1)) {
  const { tf } = await openBackend(name);
  console.log(tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync().join(), handlers() - before);
}`;

it('WASM and plain JavaScript are available wherever the package is installed', () => {
  expect(installed).toEqual(expect.arrayContaining(['wasm', 'cpu']));
});

describe.each(installed)('the %s backend', (name) => {
  it('computes a product of matrices', async () => {
    const { tf } = await openBackend(name);
    const product = tf.tidy(() => tf.matMul([[1, 2, 3]], [[4], [5], [6]]).arraySync());
    expect(product).toEqual([[32]]);
  });

  it('says what it is', async () => {
    const expected: Record<BackendName, RegExp> = {
      native: /^TensorFlow \d+\.\d+\.\d+, native$/,
      wasm: /^WASM with(out)? SIMD$/,
      cpu: /^plain JavaScript$/,
    };
    expect(await openBackend(name)).toMatchObject({
      name,
      description: expect.stringMatching(expected[name]),
    });
  });

  it('leaves no tensor behind when it is opened', async () => {
    const { tf } = await openBackend(name);
    const before = tf.memory().numTensors;
    await openBackend(name);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('the backend opened last is the one that computes', async () => {
  for (const name of [...installed, ...installed.toReversed()]) {
    const { tf } = await openBackend(name);
    expect(tf.getBackend()).toBe(name === 'native' ? 'tensorflow' : name);
  }
});

it('no backend prints anything when it is opened, or takes over the handling of uncaught errors', async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', OPEN_EACH, ...installed],
    { cwd: fileURLToPath(new URL('../../..', import.meta.url)) },
  );
  expect(stderr).toBe('');
  expect(stdout).toBe('19,22,43,50 0\n'.repeat(installed.length));
});

it('an unknown backend is refused with the known ones', async () => {
  await expect(openBackend('webgpu' as BackendName)).rejects.toThrow(
    "Unknown TensorFlow.js backend 'webgpu'; the backends are native, wasm, cpu.",
  );
});
