import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/config/nearest.ts';

const sources = ['boston-house-prices', 'cps-wages', 'us-births', 'sensor-network', 'penguins'];

test.for([
  ['Y', ['a', 'b', 'y'], 'y'],
  ['rnu', ['init', 'run', 'schema'], 'run'],
  ['sed', ['out', 'seed', 'json'], 'seed'],
  ['bostn', sources, 'boston-house-prices'],
  ['wages', sources, 'cps-wages'],
  ['BirthS', sources, 'us-births'],
  ['standard', ['raw', 'standardized'], 'standardized'],
  ['learning_rate', ['epochs', 'learningRate'], 'learningRate'],
  ['rate', ['epochs', 'learningRate'], 'learningRate'],
  ['trace', ['tracer', 'trace'], 'trace'],
] as const)('%s of %j means %s', ([given, known, meant]) => {
  expect(nearest(given, known)).toBe(meant);
});

test.for([
  ['q', ['a', 'b', 'y']],
  ['x', ['x1', 'x2']],
  ['income', ['area', 'price']],
  ['spectrum', ['lambda_max', 'lambda_min', 'trace']],
  ['', ['a']],
  ['epochs', []],
] as const)('%s has nothing near in %j', ([given, known]) => {
  expect(nearest(given, known)).toBeNull();
});

test('a known name is nearest to itself, in whatever case', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (names) => {
      for (const name of names) expect(nearest(name.toUpperCase(), names)).toBe(name);
    }),
  );
});
