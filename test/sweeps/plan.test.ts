/** Plans of small files, with the values they must come to written out by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/issue.ts';
import { loadExperiment } from '../../src/config/load.ts';
import { loadSweep } from '../../src/config/load-sweep.ts';
import type { LoadOptions } from '../../src/config/source-layers.ts';
import { planSweep, type SweepPlan } from '../../src/sweeps/plan.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const DATA = 'data: { source: linear, rows: 20, features: 2 }\n';

function fileOf(text: string, others: Record<string, string> = {}): string {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries({ ...others, 'tiny.yaml': text })) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return join(directory, 'tiny.yaml');
}

function plan(text: string, others?: Record<string, string>, options?: LoadOptions): SweepPlan {
  return planSweep(loadSweep(fileOf(DATA + text, others), options), null);
}

/** What the error says, the folder taken out. */
function problemsOf(text: string): string {
  const file = fileOf(DATA + text);
  try {
    planSweep(loadSweep(file), null);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(`${dirname(file)}/`, '');
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a grid', () => {
  test('is every combination, the last axis fastest, under every arm and seed', () => {
    const { jobs, axes, name } = plan(`
seeds: [1, 2]
arms: { raw: {}, std: { data: { inputs: standardized } } }
sweep: { axes: { training.learningRate: [0.1, 0.2], model.hidden: [[4], [8, 8]] } }`);
    expect(name).toBe('tiny');
    expect(axes).toEqual(['training.learningRate', 'model.hidden']);
    expect(jobs).toHaveLength(16);
    expect(jobs.slice(0, 6).map(({ folder }) => folder)).toEqual([
      'raw,learningRate=0.1,hidden=4/seed-1',
      'raw,learningRate=0.1,hidden=4/seed-2',
      'std,learningRate=0.1,hidden=4/seed-1',
      'std,learningRate=0.1,hidden=4/seed-2',
      'raw,learningRate=0.1,hidden=8-8/seed-1',
      'raw,learningRate=0.1,hidden=8-8/seed-2',
    ]);
    const last = jobs.at(-1)!;
    expect(last).toMatchObject({
      arm: 'std',
      seed: 2,
      values: { 'training.learningRate': 0.2, 'model.hidden': [8, 8] },
    });
    expect(last.config.training.optimizer.learningRate).toBe(0.2);
    expect(last.config.data.inputs).toBe('standardized');
    expect(last.config.seeds).toEqual([2]);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(16);
  });

  test.each([
    ['{ from: 0, to: 1, steps: 5 }', [0, 0.25, 0.5, 0.75, 1]],
    ['{ from: 0.001, to: 1, steps: 7, scale: log }', [0.001, 0.00316228, 0.01, 0.0316228, 0.1, 0.316228, 1]],
    ['{ from: 0.1234567, to: 0.7654321, steps: 2 }', [0.1234567, 0.7654321]],
  ])('of a range %s has the values %j', (range, values) => {
    const { jobs } = plan(`sweep: { axes: { training.targetLoss: ${range} } }`);
    expect(jobs.map(({ config }) => config.training.targetLoss)).toEqual(values);
  });

  test('of integers has each once', () => {
    const { jobs } = plan(
      'sweep: { axes: { training.batchSize: { from: 1, to: 4, steps: 9, integer: true } } }',
    );
    expect(jobs.map(({ config }) => config.training.batchSize)).toEqual([1, 2, 3, 4]);
  });

  test('has seeds as an axis, which names the folder and no point', () => {
    const { jobs, axes } = plan('sweep: { axes: { seeds: { from: 3, to: 5, steps: 3, integer: true } } }');
    expect(axes).toEqual([]);
    expect(jobs.map(({ folder, seed, values }) => [folder, seed, values])).toEqual([
      ['default/seed-3', 3, {}],
      ['default/seed-4', 4, {}],
      ['default/seed-5', 5, {}],
    ]);
  });

  test('varies whole sections, and drops runs that are planned already', () => {
    const { jobs, duplicates } = plan(`
sweep:
  axes:
    training.optimizer: [{ type: gradient-descent, learningRate: 0.1 }, { type: momentum, learningRate: 0.1 }, { learningRate: 0.1 }]`);
    expect(jobs.map(({ config }) => config.training.optimizer)).toEqual([
      { type: 'gradient-descent', learningRate: 0.1 },
      { type: 'momentum', learningRate: 0.1, momentum: 0.9 },
    ]);
    expect(duplicates).toBe(1);
    for (const { label } of jobs) expect(label).toMatch(/^optimizer=[^/\\:*?"<>|]*~[0-9a-f]{12}$/);
  });
});

test('a list has its points as written, also where they vary different keys', () => {
  const { jobs } = plan(
    `
sweep:
  points:
    - { training.epochs: 5, seeds: [7, 8] }
    - { arms.default.model.activation: relu }`.replace('arms.default.', ''),
  );
  expect(jobs.map(({ folder }) => folder)).toEqual([
    'epochs=5/seed-7',
    'epochs=5/seed-8',
    'activation=relu/seed-1',
  ]);
});

describe('random points', () => {
  const text = (samples: number, seed = 0) => `
sweep:
  method: random
  samples: ${samples}
  seed: ${seed}
  axes:
    training.learningRate: { from: 0.0001, to: 1, scale: log }
    training.batchSize: { from: 2, to: 9, integer: true }
    model.activation: [relu, tanh]
    seeds: [1, 2]`;
  const pointsOf = ({ jobs }: SweepPlan) => jobs.filter(({ seed }) => seed === 1).map(({ values }) => values);

  test('follow from the seed, and more samples keep the first ones', () => {
    const few = pointsOf(plan(text(5)));
    expect(few).toHaveLength(5);
    expect(pointsOf(plan(text(12))).slice(0, 5)).toEqual(few);
    expect(pointsOf(plan(text(5, 1)))).not.toEqual(few);
  });

  test('are uniform on their scale, and run under every seed', () => {
    const { jobs } = plan(text(400));
    expect(jobs).toHaveLength(800);
    const rates = jobs.map(({ config }) => config.training.optimizer.learningRate as number);
    const sizes = jobs.map(({ config }) => config.training.batchSize as number);
    const share = (holds: (index: number) => boolean) => jobs.filter((_, i) => holds(i)).length / jobs.length;
    // 400 draws: a share of a half has a standard deviation of 0.025; four of them.
    expect(Math.abs(share((i) => rates[i]! < 0.01) - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(share((i) => jobs[i]!.config.model.activation === 'relu') - 0.5)).toBeLessThan(0.1);
    expect([...new Set(sizes)].sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.0001);
    expect(Math.max(...rates)).toBeLessThanOrEqual(1);
  });
});

describe('conditions', () => {
  const sizes = (where: string) =>
    plan(`
sweep:
  axes: { training.batchSize: [8, 32, full], model.batchNorm: [false, true] }
  where: [${where}]`).jobs.map(({ values }) => Object.values(values));

  test('leave out what does not fulfil all of them', () => {
    expect(sizes('training.batchSize < 32 or model.batchNorm')).toEqual([
      [8, false],
      [8, true],
      [32, true],
      ['full', true],
    ]);
    expect(sizes('training.batchSize == "full", not model.batchNorm')).toEqual([['full', false]]);
  });

  test('may leave out points that would be wrong', () => {
    const text = 'sweep: { axes: { training.epochs: [1, -1] }, where: [training.epochs > 0] }';
    expect(plan(text)).toMatchObject({ excluded: 1, jobs: [{ values: { 'training.epochs': 1 } }] });
  });
});

test('a base lies below the file, with its paths from its own folder and its arms where the file has none', () => {
  const others = {
    'lower/base.yaml':
      'data: { source: file, path: rows.csv, target: y }\ntraining: { epochs: 3 }\narms: { a: {}, b: { model: { activation: relu } } }',
    'lower/rows.csv': 'x,y\n1,2\n2,3\n3,4\n4,5\n',
  };
  const file = fileOf(
    'base: lower/base.yaml\ntraining: { batchSize: 2 }\nsweep: { axes: { training.epochs: [4, 5] } }',
    others,
  );
  const { jobs } = planSweep(loadSweep(file), null);
  expect(jobs.map(({ label }) => label)).toEqual(['a,epochs=4', 'b,epochs=4', 'a,epochs=5', 'b,epochs=5']);
  expect(jobs[0]!.config.training.batchSize).toBe(2);
  expect(jobs[0]!.files).toMatchObject([
    { key: 'data.path', path: join(dirname(file), 'lower', 'rows.csv') },
  ]);
  expect(() => loadExperiment(file)).toThrow(/run it with hessian-lab sweep/);
});

test('--set changes the config below the points', () => {
  const { jobs } = plan(
    'sweep: { axes: { training.epochs: [4] } }',
    {},
    { set: ['training.epochs=9', 'training.batchSize=5'] },
  );
  expect(jobs[0]!.config.training).toMatchObject({ epochs: 4, batchSize: 5 });
});

test('labels do not depend on other points, so that a longer axis only adds runs', () => {
  const few = plan('sweep: { axes: { training.epochs: [4], model.activation: [relu] } }').jobs;
  const more = plan('sweep: { axes: { training.epochs: [3, 4], model.activation: [tanh, relu] } }').jobs;
  expect(more.filter(({ folder }) => folder === few[0]!.folder).map(({ id }) => id)).toEqual([few[0]!.id]);
});

test('everything that is wrong is told at once, where it stands', () => {
  expect(
    problemsOf(`sweep:
  axes:
    training.learningrate: [0.1]
    training.epochs: [5, many]
    training.batchSize: { from: 8, to: 4 }
  where: [trainig.epochs > 1]`),
  ).toMatchInlineSnapshot(`
    "tiny.yaml has 4 problems:

    tiny.yaml:4:29  training.learningrate: unknown key
      received  0.1
      allowed   engine, backend, optimizer, batchSize, epochs, targetLoss, stopAtTarget, learningRate
      remedy    did you mean learningRate?

    tiny.yaml:5:26  training.epochs: not allowed
      received  "many"
      allowed   an integer >= 0
      remedy    write one of the allowed values, or remove the key for its default 100

    tiny.yaml:6:5  sweep.axes.training.batchSize: its values do not go up
      received  {"from":8,"to":4,"scale":"linear","integer":false}
      remedy    write from below to

    tiny.yaml:7:11  sweep.where.0: there is no path trainig.epochs; did you mean training.epochs?
      received  "trainig.epochs > 1"
      remedy    write a condition such as training.batchSize < 32 or model.batchNorm"
  `);
  expect(
    problemsOf(`sweep:
  axes:
    training.learningrate: [0.1]
    training.epochs: [5, many]
    training.epochs.x: [1]
  where: [training.epochs + 1, training.epochs >]`),
  ).toMatchInlineSnapshot(`
    "tiny.yaml has 5 problems:

    tiny.yaml:4:29  training.learningrate: unknown key
      received  0.1
      allowed   engine, backend, optimizer, batchSize, epochs, targetLoss, stopAtTarget, learningRate
      remedy    did you mean learningRate?

    tiny.yaml:5:26  training.epochs: not allowed
      received  "many"
      allowed   an integer >= 0
      remedy    write one of the allowed values, or remove the key for its default 100

    tiny.yaml:6:25  training.epochs.x: training.epochs has no keys below it
      received  1
      remedy    set it as a whole: training.epochs: …

    tiny.yaml:7:11  sweep.where.0: 6 in "training.epochs + 1" is neither true nor false; compare it with something
      received  "training.epochs + 1"
      remedy    write a condition such as training.batchSize < 32 or model.batchNorm

    tiny.yaml:7:32  sweep.where.1: Expected expression after > at character 17
      received  "training.epochs >"
      remedy    write a condition such as training.batchSize < 32 or model.batchNorm"
  `);
  expect(
    problemsOf('sweep: { method: gird, sample: 3, axes: { training.epochs: { from: a, to: 2, step: 3 } } }'),
  ).toMatchInlineSnapshot(`
    "tiny.yaml has 4 problems:

    tiny.yaml:2:10  sweep.method: not allowed
      received  "gird"
      allowed   grid | random | list
      remedy    write one of the allowed values

    tiny.yaml:2:24  sweep.sample: unknown key
      received  3
      allowed   method, axes, points, samples, seed, where
      remedy    did you mean samples?

    tiny.yaml:2:62  sweep.axes.training.epochs.from: not allowed
      received  "a"
      allowed   a number
      remedy    write one of the allowed values

    tiny.yaml:2:78  sweep.axes.training.epochs.step: unknown key
      received  3
      allowed   from, to, steps, scale, integer
      remedy    did you mean steps?"
  `);
  expect(problemsOf('sweep: { method: random, points: [{ training.epochs: 3 }] }')).toMatchInlineSnapshot(`
    "tiny.yaml has 3 problems:

    tiny.yaml:2:1  sweep.axes: missing; method random needs it
      received  nothing
      remedy    add axes

    tiny.yaml:2:1  sweep.samples: missing; method random needs it
      received  nothing
      remedy    add samples

    tiny.yaml:2:26  sweep.points: goes with method list, and this one is random
      received  [{"training.epochs":3}]
      remedy    remove it, or change method"
  `);
});

test('two values of a point for one key are refused: the later would win, and sweep.csv tell of both', () => {
  expect(
    problemsOf(`sweep:
  axes:
    training.learningRate: [0.1, 0.2]
    training.optimizer: [{ learningRate: 0.3 }, { type: momentum }]
    training: [{ epochs: 5 }]
    training.epochs: [3, 4]`),
  ).toMatchInlineSnapshot(`
    "tiny.yaml has 2 problems:

    tiny.yaml:5:5  sweep.axes.training.optimizer: sets training.optimizer.learningRate, and so does training.learningRate
      remedy    give each key one value in a point

    tiny.yaml:7:5  sweep.axes.training.epochs: sets training.epochs, and so does training
      remedy    give each key one value in a point"
  `);
  const arms = 'arms: { a: {}, b: {} }\n';
  expect(
    problemsOf(`${arms}sweep: { points: [{ training.epochs: 3, arms.b.training: { epochs: 4 } }] }`),
  ).toContain(
    'tiny.yaml:3:41  sweep.points.0.arms.b.training: sets training.epochs, and so does training.epochs',
  );
  const apart = `${arms}sweep: { points: [{ arms.a.training.epochs: 3, arms.b.training.epochs: 4, training: { batchSize: 8 } }] }`;
  expect(plan(apart).jobs.map(({ config: { training } }) => [training.epochs, training.batchSize])).toEqual([
    [3, 8],
    [4, 8],
  ]);
});

test('what belongs to the whole sweep cannot vary, and a wrong path is told once for all its values', () => {
  expect(
    problemsOf(`sweep:
  axes: { name: [a, b], sweep.seed: [1, 2], base: [c.yaml], training.epoch: { from: 1, to: 9, steps: 9 } }`),
  ).toMatchInlineSnapshot(`
    "tiny.yaml has 4 problems:

    tiny.yaml:3:11  sweep.axes.name: name cannot vary within a sweep: it names the sweep and its folder
      remedy    remove it

    tiny.yaml:3:25  sweep.axes.sweep.seed: sweep cannot vary within a sweep: it is what plans the points
      remedy    remove it

    tiny.yaml:3:45  sweep.axes.base: base cannot vary within a sweep: it is read once, before anything is varied
      remedy    remove it

    tiny.yaml:3:61  training.epoch: unknown key
      received  1
      allowed   engine, backend, optimizer, batchSize, epochs, targetLoss, stopAtTarget, learningRate
      remedy    did you mean epochs?"
  `);
  expect(problemsOf('sweep: { points: [{ name: a }, { training.epochs: 3 }] }')).toContain(
    'sweep.points.0.name: name cannot vary',
  );
  expect(problemsOf('sweep:')).toContain('allowed   a mapping with axes or points');
});

test('nothing to run, too much to run and no section are refused', () => {
  expect(
    problemsOf('sweep: { axes: { training.epochs: [5] }, where: [training.epochs > 5] }'),
  ).toMatchInlineSnapshot(`
    "tiny.yaml has a problem:

    tiny.yaml:2:42  sweep.where: leaves out every point: nothing would run
      received  ["training.epochs > 5"]
      remedy    loosen a condition"
  `);
  const axis = '{ from: 0.1, to: 1, steps: 200 }';
  expect(
    problemsOf(`sweep: { axes: { training.learningRate: ${axis}, training.targetLoss: ${axis} } }`),
  ).toMatchInlineSnapshot(`
    "tiny.yaml has a problem:

    tiny.yaml:2:1  sweep: has 40000 points; at most 10000 are run in one sweep
      remedy    take fewer values, draw samples with method: random, or split it into several files"
  `);
  expect(problemsOf('')).toMatchInlineSnapshot(`
    "tiny.yaml has a problem:

    tiny.yaml:1:1  sweep: has no section sweep
      remedy    add one, such as sweep: { axes: { training.learningRate: [0.01, 0.1] } }, or run the config with hessian-lab run tiny.yaml"
  `);
});
