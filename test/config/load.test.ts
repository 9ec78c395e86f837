import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/config/load.ts';
import { armsOf, load, temporaryConfig } from './temporary.ts';

describe('a config of one line', () => {
  it('has the documented default at every other key', () => {
    const { name, seeds, arms } = load('data: { source: penguins }');
    expect({ name, seeds }).toEqual({ name: 'experiment', seeds: [1] });
    expect(arms).toEqual([
      {
        name: 'default',
        config: {
          name: 'experiment',
          seeds: [1],
          data: { source: 'penguins', inputs: 'raw', targets: 'raw', testFraction: 0.2 },
          model: { hidden: [32, 32], activation: 'tanh', batchNorm: false, initialization: 'glorot-normal' },
          training: {
            engine: 'tfjs',
            backend: 'auto',
            optimizer: { type: 'gradient-descent', learningRate: { relativeToStability: 0.5 } },
            batchSize: 'full',
            epochs: 100,
            targetLoss: null,
            stopAtTarget: false,
          },
          curvature: {
            engine: 'auto',
            precision: 'float64',
            samples: 'all',
            cacheMiB: 1024,
            method: 'power-iteration',
            every: 1,
            tolerance: 1e-3,
            maxIterations: 200,
            probeEvery: 10,
            measure: ['lambda_max'],
          },
          log: { tensorboard: false },
          deterministic: false,
          verify: false,
        },
      },
    ]);
  });

  it('takes its name from the file, and says where it lies', () => {
    const file = temporaryConfig('data: { source: penguins }', 'wide nets.v2.yaml');
    const experiment = loadExperiment(file);
    expect(experiment.name).toBe('wide nets.v2');
    expect(experiment.file).toBe(file);
    expect(experiment.directory).toBe(dirname(file));
  });
});

it('batchNorm: true stands for epsilon 1e-3 and momentum 0.99, and either may be given alone', () => {
  const batchNorm = (text: string) =>
    armsOf(`data: { source: penguins }\nmodel: { batchNorm: ${text} }`).default!.model.batchNorm;
  expect(batchNorm('true')).toEqual({ epsilon: 1e-3, momentum: 0.99 });
  expect(batchNorm('{ epsilon: 1e-5 }')).toEqual({ epsilon: 1e-5, momentum: 0.99 });
  expect(batchNorm('{}')).toEqual({ epsilon: 1e-3, momentum: 0.99 });
  expect(batchNorm('false')).toBe(false);
});

it('synthetic data and files have defaults too', () => {
  const data = (text: string) => armsOf(`data: ${text}`).default!.data;
  const split = { inputs: 'raw', targets: 'raw', testFraction: 0.2 };
  const drawn = { rows: 256, features: 4, noise: 0.1, mean: 0, covariance: { conditionNumber: 1 }, ...split };
  expect(data('{ source: linear }')).toEqual({ source: 'linear', ...drawn });
  expect(data('{ source: sine }')).toEqual({ source: 'sine', ...drawn });
  expect(data('{ source: chebyshev }')).toEqual({ source: 'chebyshev', degree: 3, ...drawn });
  expect(data('{ source: file, path: /a.csv, target: y }')).toEqual({
    source: 'file',
    path: expect.stringMatching(/a\.csv$/),
    target: 'y',
    features: null,
    ...split,
  });
});

it('1e-3 is a number, seed 0 a seed, and testFraction 0 a fraction', () => {
  const { default: arm } = armsOf(
    'seeds: [0]\ndata: { source: penguins, testFraction: 0 }\ncurvature: { tolerance: 1e-3 }',
  );
  expect([arm!.seeds, arm!.data.testFraction, arm!.curvature.tolerance]).toEqual([[0], 0, 0.001]);
});

describe('arms', () => {
  it('keep their order and are laid over the shared keys, lists replaced', () => {
    const arms = armsOf(`data: { source: penguins }
model: { hidden: [8, 8], activation: relu }
arms:
  narrow: { model: { hidden: [2] } }
  as-is: {}
  empty:
  batch-norm: { model: { batchNorm: true } }
`);
    expect(Object.entries(arms).map(([name, { model }]) => [name, model.hidden, model.activation])).toEqual([
      ['narrow', [2], 'relu'],
      ['as-is', [8, 8], 'relu'],
      ['empty', [8, 8], 'relu'],
      ['batch-norm', [8, 8], 'relu'],
    ]);
  });

  it('drop what belongs to the shared source or optimizer when they choose another', () => {
    const arms = armsOf(`data: { source: file, path: a.csv, target: y, inputs: whitened }
training: { optimizer: { type: momentum, learningRate: 0.1, momentum: 0.5 } }
arms:
  plain: { training: { optimizer: { type: gradient-descent } } }
  ahead: { training: { optimizer: { type: nesterov } } }
  drawn: { data: { source: sine, rows: 10 } }
`);
    expect(arms.plain!.training.optimizer).toEqual({ type: 'gradient-descent', learningRate: 0.1 });
    expect(arms.ahead!.training.optimizer).toEqual({ type: 'nesterov', learningRate: 0.1, momentum: 0.5 });
    expect(arms.drawn!.data).toMatchObject({ source: 'sine', rows: 10, inputs: 'whitened' });
    expect(Object.keys(arms.drawn!.data)).not.toContain('path');
  });

  it('may choose the optimizer that the shared keys are meant for', () => {
    const arms = armsOf(`data: { source: penguins }
training: { optimizer: { momentum: 0.5 } }
arms: { heavy-ball: { training: { optimizer: { type: momentum } } }, nesterov: { training: { optimizer: { type: nesterov } } } }
`);
    expect(arms.nesterov!.training.optimizer).toMatchObject({ type: 'nesterov', momentum: 0.5 });
  });

  it('may bring the only source, each its own', () => {
    const arms = armsOf('arms: { a: { data: { source: penguins } }, b: { data: { source: sine } } }');
    expect(Object.values(arms).map(({ data }) => data.source)).toEqual(['penguins', 'sine']);
  });
});

describe('training.learningRate', () => {
  it('is a shorthand in the shared keys and in arms', () => {
    const arms = armsOf(`data: { source: penguins }
training: { learningRate: 0.1, optimizer: { type: momentum } }
arms:
  shared: {}
  own: { training: { learningRate: { relativeToStability: 0.9 } } }
  long: { training: { optimizer: { learningRate: 0.3 } } }
`);
    expect(Object.values(arms).map(({ training }) => training.optimizer)).toEqual([
      { type: 'momentum', learningRate: 0.1, momentum: 0.9 },
      { type: 'momentum', learningRate: { relativeToStability: 0.9 }, momentum: 0.9 },
      { type: 'momentum', learningRate: 0.3, momentum: 0.9 },
    ]);
  });
});

describe('YAML', () => {
  it('may use anchors and merge keys', () => {
    const arms = armsOf(`data: { source: penguins }
arms:
  base: &base { model: { hidden: [4] } }
  wide: { <<: *base, training: { epochs: 3 } }
`);
    expect([arms.wide!.model.hidden, arms.wide!.training.epochs]).toEqual([[4], 3]);
  });

  it('is 1.2: no octal numbers, no yes; JSON is YAML too', () => {
    expect(
      armsOf('{"data": {"source": "penguins"}, "training": {"epochs": 012}}').default!.training.epochs,
    ).toBe(12);
  });

  it('may start with a byte order mark and name its JSON schema in a key', () => {
    expect(load('\uFEFF$schema: x.json\r\ndata: { source: penguins }\r\n').name).toBe('experiment');
  });
});

it('relative paths start from the directory of the config, absolute ones stay', () => {
  const file = temporaryConfig(`data: { source: file, path: data/my.csv, target: y }
model: { initialization: { file: parameters.json } }
arms: { here: {}, there: { data: { path: ${JSON.stringify(join(process.cwd(), 'a.csv'))} } } }
`);
  const [here, there] = loadExperiment(file).arms.map(({ config }) => config);
  expect(here!.data).toMatchObject({ path: join(dirname(file), 'data', 'my.csv') });
  expect(here!.model.initialization).toEqual({ file: join(dirname(file), 'parameters.json') });
  expect(there!.data).toMatchObject({ path: join(process.cwd(), 'a.csv') });
});
