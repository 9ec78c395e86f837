import { expect, it } from 'vitest';
import { cacheDirectory, digest } from '../../../scripts/setup/paths.mjs';

it('the cache lies where each operating system keeps caches', () => {
  expect(cacheDirectory('linux', {}, '/home/ada')).toBe('/home/ada/.cache/hessian-lab');
  expect(cacheDirectory('linux', { XDG_CACHE_HOME: '/scratch' }, '/home/ada')).toBe('/scratch/hessian-lab');
  expect(cacheDirectory('darwin', {}, '/Users/ada')).toBe('/Users/ada/Library/Caches/hessian-lab');
  expect(cacheDirectory('win32', { LOCALAPPDATA: 'D:\\local' }, 'C:\\Users\\ada')).toBe(
    'D:\\local\\hessian-lab\\cache',
  );
  expect(cacheDirectory('win32', {}, 'C:\\Users\\ada')).toBe(
    'C:\\Users\\ada\\AppData\\Local\\hessian-lab\\cache',
  );
});

it('a relative XDG_CACHE_HOME is ignored, as its specification says', () => {
  expect(cacheDirectory('linux', { XDG_CACHE_HOME: 'cache' }, '/home/ada')).toBe(
    '/home/ada/.cache/hessian-lab',
  );
});

it('a digest tells the same characters apart when they are divided otherwise', () => {
  expect(digest('ab', 'c')).not.toBe(digest('a', 'bc'));
  expect(digest('ab', 'c')).toBe(digest('ab', 'c'));
});
