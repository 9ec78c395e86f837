import { expect, test } from 'vitest';
import { didYouMean } from '../../src/cli/suggestion.ts';

test('a slip of the hand is answered with the word that was meant', () => {
  expect(didYouMean('dryrun', ['dry-run', 'out'])).toBe(', did you mean "dry-run"?');
});

test('a word far from all known ones ends the sentence without a guess', () => {
  expect(didYouMean('frobnicate', ['out', 'seed', 'set'])).toBe('.');
  expect(didYouMean('x', [])).toBe('.');
});
