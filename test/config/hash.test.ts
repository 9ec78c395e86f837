import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, configHash } from '../../src/config/hash.ts';
import { loadExperiment } from '../../src/config/load.ts';
import { load, temporaryConfig } from './temporary.ts';

const hashes = (text: string) => load(text).arms.map(({ config }) => configHash(config));
const hashOf = (text: string) => hashes(text)[0];

describe('the hash of a config', () => {
  it('is 64 hexadecimal digits and known for ever', () => {
    expect(hashOf('data: { source: penguins }')).toMatchInlineSnapshot(
      `"f41747b6e31009141f2a558e0fb64414d7dc9253d592f1a9e086c4525931fa44"`,
    );
  });

  it('is the same however the config is written, and for every name, seed and log', () => {
    const written =
      'name: a\nseeds: [1]\ntraining: { learningRate: 0.1 }\ndata: { source: penguins }\nlog: { tensorboard: true }';
    const other =
      'name: b\nseeds: [2]\ndata: { inputs: raw, source: penguins }\ntraining: { optimizer: { learningRate: 1e-1 } }';
    expect(hashOf(written)).toBe(hashOf(other));
  });

  it('differs between arms, whichever key differs', () => {
    const text = `data: { source: sine }
arms:
  base: {}
  data: { data: { mean: 1 } }
  model: { model: { batchNorm: true } }
  training: { training: { epochs: 3 } }
  curvature: { curvature: { every: 2 } }
  deterministic: { deterministic: true }
`;
    expect(new Set(hashes(text)).size).toBe(6);
  });

  it('does not depend on where a data file lies', () => {
    expect(hashOf('data: { source: file, path: a.csv, target: y }')).toBe(
      hashOf('data: { source: file, path: sub/b.csv, target: y }'),
    );
  });

  it('depends on what a parameter file holds, and not on where it lies', () => {
    const withParameters = (name: string, content: string) => {
      const file = temporaryConfig(`data: { source: sine }\nmodel: { initialization: { file: ${name} } }`);
      writeFileSync(join(dirname(file), name), content);
      return configHash(loadExperiment(file).arms[0]!.config);
    };
    expect(withParameters('a.json', '1')).toBe(withParameters('b.json', '1'));
    expect(withParameters('a.json', '1')).not.toBe(withParameters('a.json', '2'));
  });
});

describe('canonical JSON', () => {
  it('is the same for every order of keys, at every depth, and parses to the same value', () => {
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, entry]) => [key, reversed(entry)]),
            )
          : value;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
