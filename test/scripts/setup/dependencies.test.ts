import { describe, expect, it } from 'vitest';
import { recordAgrees } from '../../../scripts/setup/dependencies.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b-darwin': { version: '2.0.0', optional: true },
  },
};

describe('the dependencies count as installed', () => {
  it('when every package of the lock file is there, save optional ones of other platforms', () => {
    expect(recordAgrees(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true);
  });

  it('not when one is missing, or another version', () => {
    expect(recordAgrees(lock, { packages: {} })).toBe(false);
    expect(recordAgrees(lock, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(false);
  });

  it('not when an optional one is there in another version', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b-darwin': { version: '1.9.0' },
    };
    expect(recordAgrees(lock, { packages })).toBe(false);
  });

  it('not without a record', () => {
    expect(recordAgrees(lock, null)).toBe(false);
    expect(recordAgrees(null, { packages: {} })).toBe(false);
  });
});
