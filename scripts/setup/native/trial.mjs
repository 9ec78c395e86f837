import { run } from '../command.mjs';
import { environmentOfCopy } from './package-installer.mjs';

/** Loads the package (1st argument), multiplies two matrices, and prints the library's version. */
const TRIAL = `require('util').isNullOrUndefined = (value) => value == null;
const tf = require(process.argv[1]);
const product = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync().join();
if (product !== '19,22,43,50') throw new Error('a matrix product came out as ' + product);
console.log('TensorFlow=' + tf.backend().binding.TF_Version);`;

/**
 * Loads a copy of tfjs-node in a process of its own, because a library that does not fit the machine can end
 * the process.
 *
 * @param {string} root folder of the package, with `lib/` in it
 * @returns {Promise<{ version: string } | { reason: string }>} the version of TensorFlow, or why it failed
 */
export async function tryNative(root) {
  const { ok, output, reason } = await run(process.execPath, ['-e', TRIAL, root], {
    // Unresolved symbols are to show when the library is loaded, not in the middle of a run.
    env: { ...environmentOfCopy(), LD_BIND_NOW: '1' },
    limitSeconds: 120,
  });
  const version = /^TensorFlow=(.+)$/m.exec(output)?.[1];
  if (ok && version) return { version };
  return { reason: reason || 'it did not tell its version' };
}
