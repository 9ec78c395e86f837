import { resolve } from 'node:path';
import fc from 'fast-check';
import { NAME_PATTERN } from '../../src/config/schema/name.ts';
import type { ArmConfig, DataConfig } from '../../src/config/schema.ts';

// Every resolved config that the types allow, written by hand from design.md and not from the schema.

const positive = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true, minExcluded: true });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const count = (min: number) => fc.integer({ min, max: Number.MAX_SAFE_INTEGER });
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => NAME_PATTERN.test(text));
const text = fc.string({ unit: 'grapheme', minLength: 1 });
const transform = fc.constantFrom('raw', 'centered', 'scaled', 'standardized', 'whitened');
const split = { inputs: transform, targets: transform, testFraction: share };

const features = fc.uniqueArray(text, { minLength: 2, maxLength: 6 });
const file = features.chain(([target, ...others]) =>
  fc.record({
    source: fc.constant('file'),
    path: text.map((path) => resolve(path)),
    target: fc.constantFrom(target!, [target!]),
    features: fc.constantFrom(null, others),
    ...split,
  }),
);

const drawn = fc.integer({ min: 2, max: 4 }).chain((width) => {
  const row = fc.array(finite, { minLength: width, maxLength: width });
  const common = {
    rows: count(2),
    features: fc.constant(width),
    noise: positive,
    mean: fc.oneof(finite, row),
    covariance: fc.oneof(
      fc.record({ conditionNumber: fc.double({ min: 1, noNaN: true, noDefaultInfinity: true }) }),
      fc.array(row, { minLength: width, maxLength: width }),
    ),
    ...split,
  };
  return fc.oneof(
    fc.record({ source: fc.constantFrom('linear', 'sine'), ...common }),
    fc.record({ source: fc.constant('chebyshev'), degree: count(0), ...common }),
  );
});

const builtIn = fc.record({
  source: fc.constantFrom('boston-house-prices', 'cps-wages', 'us-births', 'sensor-network', 'penguins'),
  ...split,
});

const learningRate = fc.oneof(positive, fc.record({ relativeToStability: positive }));
const every = { every: fc.option(count(1), { nil: undefined }) };
const options: Record<string, fc.Arbitrary<object>> = {
  lambda_max: fc.record(every),
  lambda_min: fc.record(every),
  trace: fc.record({ ...every, method: fc.constantFrom('hutchinson', 'hutch++'), probes: count(6) }),
  top_eigenvalues: fc.record({ ...every, count: count(1) }),
  alignment: fc.record({ ...every, count: count(1) }),
  step_quality: fc.record(every),
  gauss_newton: fc.record(every),
  blocks: fc.record({ ...every, by: fc.constantFrom('parameter', 'layer') }),
  density: fc.record({ ...every, probes: count(2), steps: count(1) }),
  condition_number: fc.record(every),
};
const measure = fc.subarray(Object.keys(options)).chain((names) =>
  fc.tuple(
    ...names.map((quantity) =>
      fc.oneof(
        fc.constant(quantity),
        options[quantity]!.map((chosen) => ({ [quantity]: chosen })),
      ),
    ),
  ),
);

/** A resolved arm. */
export const arbitraryArm = fc.record({
  name,
  seeds: fc.uniqueArray(count(0), { minLength: 1 }),
  data: fc.oneof(builtIn, file, drawn) as fc.Arbitrary<DataConfig>,
  model: fc.record({
    hidden: fc.array(count(1)),
    activation: fc.constantFrom('relu', 'sigmoid', 'tanh', 'linear'),
    batchNorm: fc.oneof(fc.constant(false), fc.record({ epsilon: positive, momentum: share })),
    initialization: fc.oneof(
      fc.constantFrom(
        'glorot-normal',
        'glorot-uniform',
        'he-normal',
        'he-uniform',
        'lecun-normal',
        'lecun-uniform',
      ),
      fc.record({ file: text.map((path) => resolve(path)) }),
    ),
  }),
  training: fc.record({
    engine: fc.constantFrom('tfjs', 'closed-form'),
    backend: fc.constantFrom('auto', 'wasm', 'cpu'),
    optimizer: fc.oneof(
      fc.record({ type: fc.constant('gradient-descent'), learningRate }),
      fc.record({ type: fc.constantFrom('momentum', 'nesterov'), learningRate, momentum: share }),
    ),
    // One row has no variance for batch norm.
    batchSize: fc.oneof(fc.constant('full'), count(2)),
    epochs: count(0),
    targetLoss: positive,
    stopAtTarget: fc.boolean(),
  }),
  curvature: fc
    .record({
      engine: fc.constantFrom('auto', 'closed-form', 'tfjs'),
      precision: fc.constantFrom('float64', 'float32', 'mixed'),
      samples: fc.oneof(fc.constant('all'), count(2)),
      cacheMiB: count(0),
      method: fc.constantFrom('power-iteration', 'lanczos', 'auto'),
      every: count(1),
      tolerance: fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }),
      maxIterations: count(1),
      probeEvery: count(1),
      measure,
    })
    .map((curvature) => (curvature.engine === 'tfjs' ? { ...curvature, precision: 'float32' } : curvature)),
  log: fc.record({ tensorboard: fc.boolean() }),
  deterministic: fc.boolean(),
  verify: fc.boolean(),
}) as fc.Arbitrary<ArmConfig>;
