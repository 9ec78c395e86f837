import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge } from '../../src/config/merge.ts';

const key = fc.constantFrom('a', 'b', 'c');
const mapping = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constant(null), fc.array(fc.integer()), tie('mapping')),
  mapping: fc.dictionary(key, tie('value')),
})).mapping as fc.Arbitrary<Record<string, unknown>>;

describe('merging', () => {
  it('is associative, and an empty override changes nothing', () => {
    fc.assert(
      fc.property(mapping, mapping, mapping, (a, b, c) => {
        // A scalar between two mappings hides the lower one, so the grouping matters there and only there.
        fc.pre(!hidesMapping(a, b) && !hidesMapping(b, c) && !hidesMapping(merge(a, b), c));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
        expect(merge(a, {})).toEqual(a);
        expect(merge({}, a)).toEqual(a);
      }),
    );
  });

  it('gives every key of the override its value, and leaves both arguments as they are', () => {
    fc.assert(
      fc.property(mapping, mapping, (base, override) => {
        const before = structuredClone([base, override]);
        const merged = merge(base, override);
        expect([base, override]).toEqual(before);
        expect(merged).toMatchObject(override);
        for (const name of Object.keys(base))
          if (!(name in override)) expect(merged[name]).toEqual(base[name]);
      }),
    );
  });

  it('drops keys of the variant that is left, and keeps those that no variant knows', () => {
    const base = { data: { source: 'chebyshev', degree: 3, rows: 8, typo: 1 } };
    expect(merge(base, { data: { source: 'sine' } })).toEqual({ data: { source: 'sine', rows: 8, typo: 1 } });
    expect(merge(base, { data: { source: 'penguins', rows: 9 } })).toEqual({
      data: { source: 'penguins', rows: 9, typo: 1 },
    });
  });

  it('drops a key that means something else in the other variant', () => {
    const base = { data: { source: 'sine', features: 2, inputs: 'centered' } };
    const override = { data: { source: 'file', path: 'a.csv', target: 'y' } };
    expect(merge(base, override)).toEqual({ data: { ...override.data, inputs: 'centered' } });
    const named = { data: { ...override.data, features: ['x'] } };
    expect(merge(base, named)).toEqual({ data: { ...named.data, inputs: 'centered' } });
  });

  it('keeps everything when the override names no variant, or none that exists', () => {
    const base = { training: { optimizer: { type: 'momentum', momentum: 0.5 } } };
    const merged = { training: { optimizer: { type: 'momentum', momentum: 0.5, learningRate: 1 } } };
    expect(merge(base, { training: { optimizer: { learningRate: 1 } } })).toEqual(merged);
    expect(merge(base, { training: { optimizer: { type: 'adam' } } })).toEqual({
      training: { optimizer: { type: 'adam', momentum: 0.5 } },
    });
  });
});

function hidesMapping(below: unknown, above: unknown): boolean {
  const isMapping = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMapping(below) || !isMapping(above)) return isMapping(below) !== isMapping(above);
  const [lower, upper] = [below as Record<string, unknown>, above as Record<string, unknown>];
  return Object.keys(upper).some((name) => name in lower && hidesMapping(lower[name], upper[name]));
}
