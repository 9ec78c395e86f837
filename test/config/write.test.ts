import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/config/load.ts';
import { writeConfig } from '../../src/config/write.ts';
import { arbitraryArm } from './arbitrary.ts';
import { load } from './temporary.ts';

const directory = mkdtempSync(join(tmpdir(), 'hessian-lab-config-'));
const file = join(directory, 'config.yaml');
afterAll(() => rmSync(directory, { recursive: true }));

function reload(text: string) {
  writeFileSync(file, text);
  return loadExperiment(file);
}

describe('a resolved arm as YAML', () => {
  it('loads again to the same arm, whatever the arm', () => {
    fc.assert(
      fc.property(arbitraryArm, (config) => {
        expect(reload(writeConfig(config)).arms).toEqual([{ name: 'default', config }]);
      }),
    );
  });

  it('keeps the paths of a config that lay in another directory', () => {
    const { arms } = load(`data: { source: file, path: a.csv, target: y }
model: { batchNorm: true, initialization: { file: parameters.json } }
arms: { fast: { training: { learningRate: 0.5 } } }
`);
    const [{ config }] = arms as [(typeof arms)[0]];
    expect(reload(writeConfig(config)).arms[0]!.config).toEqual(config);
  });

  it('is plain YAML with every key', () => {
    const { arms } = load('name: plain\ndata: { source: penguins }');
    expect(writeConfig(arms[0]!.config)).toMatchInlineSnapshot(`
      "name: plain
      seeds:
        - 1
      data:
        source: penguins
        inputs: raw
        targets: raw
        testFraction: 0.2
      model:
        hidden:
          - 32
          - 32
        activation: tanh
        batchNorm: false
        initialization: glorot-normal
      training:
        engine: tfjs
        backend: auto
        optimizer:
          type: gradient-descent
          learningRate:
            relativeToStability: 0.5
        batchSize: full
        epochs: 100
        targetLoss: null
        stopAtTarget: false
      curvature:
        engine: auto
        precision: float64
        samples: all
        cacheMiB: 1024
        method: power-iteration
        every: 1
        tolerance: 0.001
        maxIterations: 200
        probeEvery: 10
        measure:
          - lambda_max
      log:
        tensorboard: false
      deterministic: false
      verify: false
      "
    `);
  });
});
