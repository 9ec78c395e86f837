/** A link gives back the state it was made from, to the last bit, and nothing that is no state gets through. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { readFragment, writeFragment } from '../../src/playground/fragment.ts';
import { INITIAL } from '../../src/playground/settings.ts';
import { anySettings, withSettings } from './settings.ts';

describe('a link', () => {
  test.prop([anySettings])('reads back as the settings it was written from', (settings) => {
    expect(readFragment(writeFragment(settings))).toEqual({ settings, problems: [] });
  });

  test('of a fresh page is empty, and of another one names what differs', () => {
    expect(writeFragment(INITIAL)).toBe('');
    expect(writeFragment(withSettings({ mean: 2, momentum: 0.9 }))).toBe('mean=2&momentum=0.9');
  });

  test('leaves out what has no meaning on its surface', () => {
    expect(writeFragment(withSettings({ surface: 'quadratic', mean: 4, curvature1: -1 }))).toBe(
      'surface=quadratic&curvature1=-1',
    );
  });
});

describe('a fragment that is wrong', () => {
  test.each([
    ['mean=eleven', 'mean: received “eleven”, allowed is a number from -5 to 5'],
    ['mean=', 'mean: received “”, allowed is a number from -5 to 5'],
    ['mean=5.1', 'mean: received “5.1”, allowed is a number from -5 to 5'],
    ['mean=NaN', 'mean: received “NaN”, allowed is a number from -5 to 5'],
    ['mean=0x2', 'mean: received “0x2”, allowed is a number from -5 to 5'],
    ['width=3.5', 'width: received “3.5”, allowed are whole numbers from 1 to 64'],
    ['activation=gelu', 'activation: received “gelu”, allowed are tanh, relu, sigmoid, linear'],
    ['surface=toString', 'surface: received “toString”, allowed are quadratic, line, network'],
    ['learningrate=1', '“learningrate” is no setting; did you mean learningRate?'],
    ['__proto__=1', '“__proto__” is no setting'],
    ['mean=1&mean=2', 'mean stands there twice'],
  ])('%s is refused with what is wrong', (fragment, problem) => {
    expect(readFragment(fragment)).toEqual({ settings: null, problems: [problem] });
  });

  test('is refused as a whole, with all that is wrong', () => {
    const { settings, problems } = readFragment('mean=1&width=0&batchNorm=maybe');
    expect(settings).toBeNull();
    expect(problems).toHaveLength(2);
  });

  test('of any length ends in a short message', () => {
    expect(readFragment('x'.repeat(3000)).problems).toEqual([
      'it has 3000 characters, at most 2000 are read',
    ]);
    expect(readFragment(`mean=${'9'.repeat(1500)}`).problems[0]!.length).toBeLessThan(120);
  });

  test.prop([fc.string({ maxLength: 300 })])('never throws, whatever it is', (fragment) => {
    const { settings, problems } = readFragment(fragment);
    expect(settings === null).toBe(problems.length > 0);
  });
});
