/** A reload, a bookmark or a link shows what was chosen. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
  checkedWindow,
  DEFAULTS,
  readAddress,
  writeAddress,
} from '../../../src/dashboard/browser/address.js';

const folder = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => name !== '.');
const settings = fc.record({
  seeds: fc.constantFrom('each' as const, 'range' as const, 'quartiles' as const),
  smoothing: fc.integer({ min: 0, max: 99 }).map((part) => part / 100),
  x: fc.constantFrom('linear' as const, 'log' as const),
  y: fc.constantFrom('linear' as const, 'log' as const),
  epochs: fc
    .tuple(fc.nat(), fc.option(fc.nat()))
    .map(([from, to]): readonly [number, number | null] | null => checkedWindow(from, to)),
});
const folders = fc.array(fc.oneof(folder, fc.constant('')));

property.prop([
  settings,
  fc.option(fc.record({ all: folders, runs: folders })),
  fc.oneof(folder, fc.constant('')),
])(
  'what an address was written of is read from it, whatever the folders are called',
  (settings, choice, spectrum) => {
    const state = { settings, choice, spectrum };
    expect(readAddress(writeAddress(state))).toEqual(state);
    // As a browser hands it back.
    const { hash } = new URL(`http://127.0.0.1/#${writeAddress(state)}`);
    expect(readAddress(hash.slice(1))).toEqual(state);
  },
);

test('a fresh page has an empty address, and paths in one are read as they are', () => {
  expect(writeAddress({ settings: DEFAULTS, choice: null, spectrum: '' })).toBe('');
  const choice = { all: ['housing/1'], runs: ['sweep/1/rate=0.1/seed-2'] };
  expect(writeAddress({ settings: { ...DEFAULTS, epochs: [10, null] }, choice, spectrum: '' })).toBe(
    'epochs=10-&all=housing/1&run=sweep/1/rate=0.1/seed-2',
  );
});

test.each([
  'charts',
  'seeds=some&x=cubic&y=&smoothing=7',
  'smoothing=-1&epochs=9-3',
  'smoothing=NaN&epochs=a-b',
  'epochs=1e9-',
  '%',
])('what an address says in vain counts as not said: %s', (text) => {
  expect(readAddress(text)).toEqual({ settings: DEFAULTS, choice: null, spectrum: '' });
});
