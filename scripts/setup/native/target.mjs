import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, PROJECT } from '../paths.mjs';

/** Where npm puts tfjs-node. */
export const PACKAGE = join(PROJECT, 'node_modules', '@tensorflow', 'tfjs-node');

/**
 * What a native backend has to fit.
 *
 * @typedef {object} Target
 * @property {string} abi folder of the binding under `lib/`, such as napi-v8
 * @property {number} nodeApi the version of Node-API to compile for
 * @property {string} cache folder that holds, or is to hold, `lib/` and `deps/` for this target, usable by
 *   every clone on this machine
 */

/**
 * The target of this machine, Node and installed tfjs-node; null when tfjs-node is not installed.
 *
 * @returns {Target | null}
 */
export function currentTarget() {
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  } catch {
    return null;
  }
  const nodeApi = newestNodeApi(manifest.binary.napi_versions, Number(process.versions.napi));
  const name = `tfjs-node-${manifest.version}-napi-v${nodeApi}-${process.platform}-${process.arch}`;
  return { abi: `napi-v${nodeApi}`, nodeApi, cache: join(cacheDirectory(), 'native', name) };
}

/**
 * The newest version of Node-API that both the package and this Node know, which is the one that tfjs-node's
 * loader looks for.
 *
 * @param {number[]} ofPackage
 * @param {number} ofNode
 */
export function newestNodeApi(ofPackage, ofNode) {
  return Math.max(...ofPackage.filter((version) => version <= ofNode));
}

/**
 * @param {Target} target
 * @param {string} root the folder that holds `lib/`
 */
export function bindingFile(target, root) {
  return join(root, 'lib', target.abi, 'tfjs_binding.node');
}
