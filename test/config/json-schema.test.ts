import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchema } from '../../src/config/json-schema.ts';
import { loadExperiment } from '../../src/config/load.ts';
import { loadSweep } from '../../src/config/load-sweep.ts';
import { configTemplate } from '../../src/config/template.ts';
import { planSweep } from '../../src/sweeps/plan.ts';

const CONFIGS = 'configs';
const files = readdirSync(CONFIGS).filter((file) => file.endsWith('.yaml'));
const committed = JSON.parse(readFileSync(join(CONFIGS, 'hessian-lab.schema.json'), 'utf8'));

/** What an editor does with the schema: reads it as JSON schema and validates a parsed file. */
const editor = z.fromJSONSchema(committed);
const accepts = (text: string) => editor.safeParse(parse(text)).success;

describe('configs/hessian-lab.schema.json', () => {
  it('is what `hessian-lab schema > configs/hessian-lab.schema.json` writes', () => {
    expect(committed).toEqual(jsonSchema());
  });

  it('accepts the template of init', () => expect(accepts(configTemplate())).toBe(true));

  it.each([
    'data: { source: penguins }',
    'data: { source: file, path: a.csv, target: [y, z] }',
    'data: { source: sine, mean: [1, 2, 3, 4] }\nmodel: { batchNorm: true }',
    'data: { inputs: raw }\narms: { a: { data: { source: penguins } }, b: }',
    'data: { source: penguins }\ntraining: { learningRate: 0.1, optimizer: { type: nesterov } }',
    'data: { source: penguins }\ntraining: { learningRate: { relativeToStability: 0.5 } }',
    'data: { source: penguins }\narms: { a: { training: { optimizer: { momentum: 0.5 } } } }',
    'data: { source: penguins }\narms: { a: { training: { learningRate: 0.5 } } }',
    'data: { source: penguins }\ncurvature: { measure: [lambda_max, { trace: { every: 10 } }] }',
  ])('accepts %j', (text) => expect(accepts(text)).toBe(true));

  it.each([
    'data: { source: pengins }',
    'data: { source: penguins, degree: 3 }',
    'data: { source: penguins }\nepochs: 3',
    'data: { source: penguins }\ntraining: { epochs: 1.5 }',
    'data: { source: penguins }\ntraining: { optimizer: { type: adam } }',
    'data: { source: penguins }\ntraining: { learningRate: { relativeToStabilty: 0.5 } }',
    'data: { source: penguins }\ncurvature: { measure: [spectrum] }',
    'data: { source: penguins }\narms: { a: { epochs: 3 } }',
    'data: { source: penguins }\narms: { a: { seeds: [3] } }',
    'data: { source: penguins }\narms: { a: { model: { activation: tanhh } } }',
    'name: a/b\ndata: { source: penguins }',
    'seeds: []\ndata: { source: penguins }',
  ])('refuses %j', (text) => expect(accepts(text)).toBe(false));

  it('describes every key', () => {
    const missing = undescribed(committed, []);
    expect(missing).toEqual([]);
  });
});

describe.each(files)('configs/%s', (file) => {
  const path = join(CONFIGS, file);

  it('names the schema on its first line, and is accepted by it', () => {
    const text = readFileSync(path, 'utf8');
    expect(text.split('\n', 1)).toEqual(['# yaml-language-server: $schema=hessian-lab.schema.json']);
    expect(accepts(text)).toBe(true);
  });

  it('loads under its own name', () => {
    const isSweep = /^sweep:/m.test(readFileSync(path, 'utf8'));
    const name = isSweep ? planSweep(loadSweep(path), null).name : loadExperiment(path).name;
    expect(`${name}.yaml`).toBe(file);
  });
});

it('the quickstart compares inputs, batch norm and momentum without a diverging arm', () => {
  const { seeds, arms } = loadExperiment(join(CONFIGS, 'quickstart.yaml'));
  expect(seeds).toHaveLength(3);
  expect(arms.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['raw', 'standardized', 'raw-batch-norm', 'standardized-momentum']),
  );
  for (const { config } of arms) {
    expect(config.training.epochs).toBeGreaterThanOrEqual(20);
    expect(config.training.optimizer.learningRate).toEqual({ relativeToStability: expect.any(Number) });
    expect(config.training.targetLoss).not.toBeNull();
    expect([config.curvature.every, config.curvature.measure[0]]).toEqual([1, 'lambda_max']);
  }
});

interface Node {
  description?: string;
  properties?: Record<string, Node>;
  anyOf?: Node[];
}

/** Keys of sections without a description; entries of `measure` describe themselves by their names. */
function undescribed(node: Node, path: string[]): string[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    ...(child.description ? [] : [[...path, key].join('.')]),
    ...undescribed(child, [...path, key]),
  ]);
  return [...own, ...(node.anyOf ?? []).flatMap((variant) => undescribed(variant, path))];
}
