import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { armsOf, errorOf, load } from './temporary.ts';

const text = `data: { source: penguins, inputs: standardized }
training: { epochs: 10, optimizer: { type: momentum, learningRate: 0.1 } }
arms:
  lr-0.5: { training: { learningRate: 0.5 } }
  long: { training: { epochs: 99 } }
`;
const withSet = (...set: string[]) => armsOf(text, { set });

describe('--set', () => {
  it('wins over every arm', () => {
    const arms = withSet('training.epochs=3', 'training.optimizer.learningRate=2');
    expect(
      Object.values(arms).map(({ training }) => [training.epochs, training.optimizer.learningRate]),
    ).toEqual([
      [3, 2],
      [3, 2],
    ]);
  });

  it('takes training.learningRate as the shorthand it is in a file', () => {
    expect(withSet('training.learningRate=1e-2').long!.training.optimizer.learningRate).toBe(0.01);
  });

  it('reads its value as the YAML of a file: numbers, texts, lists and mappings', () => {
    const { long } = withSet(
      'model.hidden=[8, 8]',
      'model.batchNorm=true',
      'training.targetLoss=null',
      'curvature.measure=[lambda_min, { gauss_newton: { every: 5 } }]',
      'training.optimizer.learningRate={ relativeToStability: 0.9 }',
    );
    expect(long!.model.hidden).toEqual([8, 8]);
    expect(long!.model.batchNorm).toEqual({ epsilon: 1e-3, momentum: 0.99 });
    expect(long!.training.targetLoss).toBeNull();
    expect(long!.curvature.measure).toEqual(['lambda_min', { gauss_newton: { every: 5 } }]);
    expect(long!.training.optimizer.learningRate).toEqual({ relativeToStability: 0.9 });
  });

  it('merges a mapping as an arm does, so that another source keeps the transform', () => {
    expect(withSet('data={source: sine, rows: 8}').long!.data).toMatchObject({
      source: 'sine',
      rows: 8,
      inputs: 'standardized',
    });
    expect(withSet('training.optimizer.type=gradient-descent').long!.training.optimizer).toEqual({
      type: 'gradient-descent',
      learningRate: 0.1,
    });
  });

  it('changes one arm by its name, which may contain dots', () => {
    const arms = withSet('arms.lr-0.5.training.epochs=7', 'arms.long={ model: { hidden: [1] } }');
    expect(Object.values(arms).map((arm) => [arm.training.epochs, arm.model.hidden])).toEqual([
      [7, [32, 32]],
      [99, [1]],
    ]);
    expect(withSet('arms={ long: { deterministic: true } }').long!.deterministic).toBe(true);
    expect(
      armsOf('data: { source: penguins }', { set: ['arms.default.deterministic=true'] }).default,
    ).toMatchObject({ deterministic: true });
  });

  it('later ones win over earlier ones', () => {
    expect(withSet('training.epochs=3', 'arms.long.training.epochs=4').long!.training.epochs).toBe(4);
    expect(withSet('arms.long.training.epochs=4', 'training.epochs=3').long!.training.epochs).toBe(3);
  });

  it('sets name and seeds, and brings what the file lacks', () => {
    const { name, seeds, arms } = load('seeds: [1]', {
      set: ['name=x', 'seeds=[4, 5]', 'data.source=penguins'],
    });
    expect([name, seeds, arms[0]!.config.name, arms[0]!.config.seeds]).toEqual(['x', [4, 5], 'x', [4, 5]]);
  });

  it('starts relative paths from the current directory, where the command was typed', () => {
    expect(withSet('data={ source: file, path: a.csv, target: y }').long!.data).toMatchObject({
      path: join(process.cwd(), 'a.csv'),
    });
  });

  it('keeps equals signs in the value', () => {
    expect(withSet('data={ source: file, path: a.csv, target: "y=1" }').long!.data).toMatchObject({
      target: 'y=1',
    });
  });

  it('reports all its problems together with those of the file', () => {
    const { issues } = errorOf('data: { source: penguins }\nepoch: 1', { set: ['training.epoch=1', 'x'] });
    expect(issues.map(({ place }) => place.replace(/^.*yaml/, ''))).toEqual([
      ':2:1',
      '--set x',
      '--set training.epoch=1',
    ]);
  });

  it('cannot set name or seeds of an arm', () => {
    const { issues } = errorOf(text, { set: ['arms.long.seeds=[3]'] });
    expect(issues.map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
      'arms.long.seeds: an arm cannot override seeds',
    ]);
  });
});

describe('--seed', () => {
  it('replaces the list of seeds, also one of --set', () => {
    expect(load(text, { seed: 7 }).seeds).toEqual([7]);
    expect(load(text, { seed: 0, set: ['seeds=[1, 2]'] }).arms[0]!.config.seeds).toEqual([0]);
  });
});
