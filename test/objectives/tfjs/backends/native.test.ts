import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  missingNativePart,
  registerNative,
  restoreIsNullOrUndefined,
} from '../../../../src/objectives/tfjs/backends/native.ts';

const folder = mkdtempSync(join(tmpdir(), 'native-'));
afterAll(() => rmSync(folder, { recursive: true }));

const notInstalled = (id: string): string => {
  throw new Error(`Cannot find module '${id}'`);
};

/** As if tfjs-node were installed in the folder. */
const installedIn = (root: string) => () => join(root, 'package.json');

describe('without its parts the native backend is refused with cause and remedy', () => {
  it('when the package is not installed', async () => {
    expect(missingNativePart(notInstalled)).toMatch(
      /optional package @tensorflow\/tfjs-node is not installed/,
    );
    await expect(registerNative(tf, notInstalled)).rejects.toThrow(
      /not available: the optional package .* is not installed\. .*npm run setup -- --retry-native.*training\.backend: wasm/,
    );
  });

  it('when the package is there and its library is not', async () => {
    await expect(registerNative(tf, installedIn(folder))).rejects.toThrow(
      /not available: the TensorFlow library and its binding are not installed\. .*--retry-native/,
    );
  });
});

it('package and binding together count as available', () => {
  const root = join(folder, 'complete');
  mkdirSync(join(root, 'lib', 'napi-v8'), { recursive: true });
  writeFileSync(join(root, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
  expect(missingNativePart(installedIn(root))).toBeNull();
});

it('util.isNullOrUndefined is restored as it was before Node 23', () => {
  const util: { isNullOrUndefined?: (value: unknown) => boolean } = {};
  restoreIsNullOrUndefined(util);
  expect([null, undefined].map(util.isNullOrUndefined!)).toEqual([true, true]);
  expect([0, '', false, Number.NaN, {}].some(util.isNullOrUndefined!)).toBe(false);
});
