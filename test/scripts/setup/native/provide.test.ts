import { expect, it } from 'vitest';
import { fallbackMessage } from '../../../../scripts/setup/native/provide.mjs';
import { bindingFile, newestNodeApi } from '../../../../scripts/setup/native/target.mjs';

it('falling back to WASM is told in one line with cause, consequence and remedy', () => {
  const message = fallbackMessage('no C++ compiler was found');
  expect(message).not.toContain('\n');
  expect(message).toMatch(/no C\+\+ compiler was found.*WASM.*npm run setup -- --retry-native/);
});

it('the binding is for the newest Node-API that package and Node both know', () => {
  expect(newestNodeApi([3, 4, 5, 6, 7, 8], 9)).toBe(8);
  expect(newestNodeApi([3, 4, 5, 6, 7, 8], 6)).toBe(6);
});

it('the binding lies where the loader of tfjs-node looks for it', () => {
  const target = { abi: 'napi-v8', nodeApi: 8, cache: 'unused' };
  expect(bindingFile(target, 'package').split(/[\\/]/)).toEqual([
    'package',
    'lib',
    'napi-v8',
    'tfjs_binding.node',
  ]);
});
