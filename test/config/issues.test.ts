import { describe, expect, it } from 'vitest';
import { formatReceived } from '../../src/config/issue.ts';
import { loadExperiment } from '../../src/config/load.ts';
import { armsOf, errorOf, problemsOf, temporaryConfig } from './temporary.ts';

// One inline snapshot per kind of issue: place, path, received value, allowed values and remedy are the contract.

const data = 'data: { source: penguins }\n';

describe('an issue says where, what was received, what is allowed, and what to do', () => {
  it('for a misspelt key', () => {
    expect(problemsOf(`${data}model: { activaton: tanh }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:10  model.activaton: unknown key
        received  "tanh"
        allowed   hidden, activation, batchNorm, initialization
        remedy    did you mean activation?
      "
    `);
  });

  it('for a key that belongs somewhere else', () => {
    expect(problemsOf(`${data}epochs: 5`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:1  epochs: unknown key
        received  5
        allowed   name, seeds, data, model, training, curvature, log, deterministic, verify, arms, base, sweep
        remedy    remove it, or write training.epochs
      "
    `);
  });

  it('for a key of another variant of a union', () => {
    expect(problemsOf(`${data}training: { optimizer: { momentum: 0.9 } }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:26  training.optimizer.momentum: unknown key
        received  0.9
        allowed   type, learningRate
        remedy    remove it, or set type: momentum or nesterov
      "
    `);
  });

  it('for a misspelt choice', () => {
    expect(problemsOf('data: { source: pengins }')).toMatchInlineSnapshot(`
      "
      experiment.yaml:1:9  data.source: not allowed
        received  "pengins"
        allowed   boston-house-prices | cps-wages | us-births | sensor-network | penguins | file | linear | sine | chebyshev
        remedy    did you mean penguins?
      "
    `);
  });

  it('for a number out of range', () => {
    expect(
      problemsOf(`${data}training: { optimizer: { type: momentum, momentum: 1 } }`),
    ).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:42  training.optimizer.momentum: not allowed
        received  1
        allowed   a number in [0, 1)
        remedy    write one of the allowed values, or remove the key for its default 0.9
      "
    `);
  });

  it('for a value of the wrong type', () => {
    expect(problemsOf(`${data}model: { hidden: 32 }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:10  model.hidden: not allowed
        received  32
        allowed   a list of (an integer >= 1)
        remedy    write a list: [32]
      "
    `);
  });

  it('for a value that fits none of several forms', () => {
    expect(problemsOf(`${data}curvature: { measure: [lambda_max, spectrum] }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:36  curvature.measure[1]: not allowed
        received  "spectrum"
        allowed   lambda_max | lambda_min | trace | top_eigenvalues | alignment | step_quality | gauss_newton | blocks | density | condition_number | a mapping of lambda_max, lambda_min, trace, top_eigenvalues, alignment, step_quality, gauss_newton, blocks, density, condition_number
        remedy    write one of the allowed values
      "
    `);
  });

  it('for a wrong or unknown option of a quantity, and for a quantity that is none', () => {
    const measure = '[{ trace: { method: hutch, probs: 9 } }, { spectrum: { every: 2 } }, {}]';
    expect(problemsOf(`${data}curvature: { measure: ${measure} }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:35  curvature.measure[0].trace.method: not allowed
        received  "hutch"
        allowed   hutchinson | hutch++
        remedy    did you mean hutch++?
      experiment.yaml:2:50  curvature.measure[0].trace.probs: unknown key
        received  9
        allowed   every, method, probes
        remedy    did you mean probes?
      experiment.yaml:2:66  curvature.measure[1].spectrum: unknown key
        received  {"every":2}
        allowed   lambda_max, lambda_min, trace, top_eigenvalues, alignment, step_quality, gauss_newton, blocks, density, condition_number
        remedy    remove it
      experiment.yaml:2:92  curvature.measure[2]: not allowed
        received  {}
        allowed   lambda_max | lambda_min | trace | top_eigenvalues | alignment | step_quality | gauss_newton | blocks | density | condition_number | a mapping of lambda_max, lambda_min, trace, top_eigenvalues, alignment, step_quality, gauss_newton, blocks, density, condition_number
        remedy    write one of the allowed values
      "
    `);
  });

  it('for a wrong number inside one of several forms', () => {
    expect(problemsOf(`${data}curvature: { measure: [{ trace: { every: 0 } }] }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:35  curvature.measure[0].trace.every: not allowed
        received  0
        allowed   an integer >= 1
        remedy    write one of the allowed values
      "
    `);
  });

  it('for a missing key', () => {
    expect(problemsOf('data: { source: file, path: my.csv }')).toMatchInlineSnapshot(`
      "
      experiment.yaml:1:9  data.target: missing; it has no default
        received  nothing
        allowed   a text | a non-empty list of (a text)
        remedy    add target
      "
    `);
  });

  it('for a config without data', () => {
    expect(problemsOf('# nothing yet\n')).toMatchInlineSnapshot(`
      "
      experiment.yaml:1:1  data.source: missing; it has no default
        received  nothing
        allowed   boston-house-prices | cps-wages | us-births | sensor-network | penguins | file | linear | sine | chebyshev
        remedy    add source
      "
    `);
  });

  it('for a section without keys', () => {
    expect(problemsOf(`${data}model:\n`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:1  model: no value
        received  null
        allowed   a mapping of hidden, activation, batchNorm, initialization
        remedy    remove the line, or write its keys below it, indented
      "
    `);
  });

  it('for keys that clash', () => {
    expect(
      problemsOf(`${data}deterministic: true\ntraining: { stopAtTarget: true, backend: native }`),
    ).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:1  deterministic: true with training.backend native, whose threads sum in changing order
        received  true
        remedy    set training.backend: wasm or cpu, or deterministic: false
      experiment.yaml:3:13  training.stopAtTarget: true without training.targetLoss
        received  true
        remedy    set training.targetLoss, or stopAtTarget: false
      "
    `);
  });

  it('for a shorthand beside the long form', () => {
    expect(
      problemsOf(`${data}training: { learningRate: 0.1, optimizer: { learningRate: 0.2 } }`),
    ).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:13  training.learningRate: stands beside training.optimizer.learningRate, which it is a shorthand for
        received  0.1 and 0.2
        remedy    keep one of the two
      "
    `);
  });

  it('for digits with separators, which YAML 1.2 reads as a text', () => {
    expect(problemsOf(`${data}training: { epochs: 1_000 }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:13  training.epochs: not allowed
        received  "1_000"
        allowed   an integer >= 0
        remedy    YAML 1.2 has no digit separators: write 1000
      "
    `);
  });

  it('for yes, which YAML 1.2 reads as a text', () => {
    expect(problemsOf(`${data}deterministic: yes`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:1  deterministic: not allowed
        received  "yes"
        allowed   true | false
        remedy    write true (in YAML 1.2 yes and on are texts)
      "
    `);
  });

  it('for a number in quotes', () => {
    expect(problemsOf(`${data}training: { epochs: "50" }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:13  training.epochs: not allowed
        received  "50"
        allowed   an integer >= 0
        remedy    write it without quotes: 50
      "
    `);
  });

  it('for a name that is no directory', () => {
    expect(problemsOf(`name: a/b\n${data}`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:1:1  name: not allowed
        received  "a/b"
        allowed   a directory name: 1 to 100 characters without / \\ : * ? " < > |, not starting with "." or "-", not ending with "." or a blank, and no device name of Windows such as "con"
        remedy    choose another name; without the key it is the name of the file
      "
    `);
  });

  it('for names of arms that are no directories', () => {
    expect(problemsOf(`${data}arms: { raw: {}, RAW: {}, ..: {}, summary.csv: {} }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:18  arms.RAW: differs from "raw" in upper and lower case only, which is one directory on macOS and Windows
        received  "RAW"
        remedy    choose another name
      experiment.yaml:2:27  arms...: the name of an arm becomes a directory
        received  ".."
        allowed   a directory name: 1 to 100 characters without / \\ : * ? " < > |, not starting with "." or "-", not ending with "." or a blank, and no device name of Windows such as "con"
        remedy    choose another name
      experiment.yaml:2:35  arms.summary.csv: the name of an arm becomes a directory
        received  "summary.csv"
        allowed   a directory name: 1 to 100 characters without / \\ : * ? " < > |, not starting with "." or "-", not ending with "." or a blank, and no device name of Windows such as "con"
        remedy    choose another name
      "
    `);
  });

  it('for a key that an arm cannot override', () => {
    expect(problemsOf(`${data}arms: { raw: { seeds: [4] } }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:16  arms.raw.seeds: an arm cannot override it
        received  [4]
        remedy    write it once, at the top of the file
      "
    `);
  });

  it('for arms and an arm that are no mappings', () => {
    expect(problemsOf(`${data}arms: [raw]`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:1  arms: not allowed
        received  ["raw"]
        allowed   a mapping from names to overrides
        remedy    write arms: { raw: {}, standardized: { data: { inputs: standardized } } }
      "
    `);
    expect(problemsOf(`${data}arms: { raw: 5 }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:9  arms.raw: not allowed
        received  5
        allowed   a mapping of overrides, {} for none
        remedy    write raw: {}
      "
    `);
  });

  it('for a key that stands twice', () => {
    expect(problemsOf(`${data}${data}`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:1  the key data stands here a second time
        remedy    keep one of the two
      "
    `);
  });

  it('for broken syntax', () => {
    expect(problemsOf('data: { source: penguins\nseeds: [1\n')).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:1  Flow map in block collection must be sufficiently indented and end with a }
        remedy    see the indentation, brackets and quotes at this place and just before it
      experiment.yaml:3:1  Flow sequence in block collection must be sufficiently indented and end with a ]
        remedy    see the indentation, brackets and quotes at this place and just before it
      "
    `);
  });

  it('for a file that is no mapping', () => {
    expect(problemsOf('- 1\n- 2\n')).toMatchInlineSnapshot(`
      "
      experiment.yaml  not a config
        received  [1,2]
        allowed   a mapping of keys
        remedy    start with data: { source: boston-house-prices }
      "
    `);
  });

  it('for a file that is not there', () => {
    expect(() => loadExperiment('no/such.yaml')).toThrowErrorMatchingInlineSnapshot(`
      [ConfigError: no/such.yaml has a problem:

      no/such.yaml  there is no such file
        remedy    name a config; hessian-lab init writes one to start from]
    `);
  });

  it('for a directory in place of a file', () => {
    expect(() => loadExperiment('test')).toThrowErrorMatchingInlineSnapshot(`
      [ConfigError: test has a problem:

      test  cannot be read (EISDIR)
        remedy    name a config; hessian-lab init writes one to start from]
    `);
  });

  it('for each kind of wrong --set', () => {
    const set = [
      'epochs',
      '=3',
      'training.epoch=3',
      'training.epochs.every=3',
      'model.hidden.0=3',
      'model.hidden=[8',
      'arms.standardised.deterministic=true',
      'arms.standardized=5',
      '__proto__.polluted=true',
      'curvature.every=0',
    ];
    const text = `${data}arms: { raw: {}, standardized: {} }`;
    expect(problemsOf(text, { set })).toMatchInlineSnapshot(`
      "
      --set epochs  no "="
        received  "epochs"
        remedy    write --set training.epochs=50
      --set =3  no path of keys before "="
        received  ""
        remedy    write --set training.epochs=50
      --set training.epochs.every=3  training.epochs.every: training.epochs has no keys below it
        received  3
        remedy    set it as a whole: --set training.epochs=…
      --set model.hidden.0=3  model.hidden.0: model.hidden has no keys below it
        received  3
        remedy    set it as a whole: --set model.hidden=…
      --set model.hidden=[8  model.hidden: Flow sequence must end with a ]
        received  "[8"
        remedy    see the indentation, brackets and quotes at this place and just before it
      --set arms.standardised.deterministic=true  arms.standardised.deterministic: no arm named "standardised"
        received  true
        remedy    did you mean standardized?
      --set arms.standardized=5  arms.standardized: an arm is a mapping
        received  5
        remedy    write --set arms.standardized.key=value
      --set __proto__.polluted=true  no path of keys before "="
        received  "__proto__.polluted"
        remedy    write --set training.epochs=50
      --set training.epoch=3  training.epoch: unknown key
        received  3
        allowed   engine, backend, optimizer, batchSize, epochs, targetLoss, stopAtTarget, learningRate
        remedy    did you mean epochs?
      --set curvature.every=0  curvature.every: not allowed
        received  0
        allowed   an integer >= 1
        remedy    write one of the allowed values, or remove the key for its default 1
      "
    `);
  });

  it('for a seed of the command line', () => {
    expect(problemsOf(data, { seed: -1 })).toMatchInlineSnapshot(`
      "
      --seed -1  seeds[0]: not allowed
        received  -1
        allowed   an integer >= 0
        remedy    write one of the allowed values
      "
    `);
  });
});

describe('sections are checked against one another', () => {
  it('batch norm has no batches and no samples of one row', () => {
    expect(
      problemsOf(`${data}model: { batchNorm: true }\ntraining: { batchSize: 1 }\ncurvature: { samples: 1 }`),
    ).toMatchInlineSnapshot(`
      "
      experiment.yaml:3:13  training.batchSize: 1 row with model.batchNorm, and the variance of one row is 0
        received  1
        remedy    give 2 rows or more
      experiment.yaml:4:14  curvature.samples: 1 row with model.batchNorm, and the variance of one row is 0
        received  1
        remedy    give 2 rows or more
      "
    `);
  });
});

describe('precision and engine of the curvature', () => {
  it('clash where TensorFlow.js is asked for float64', () => {
    expect(
      problemsOf(
        `${data}curvature: { engine: tfjs }\narms: { a: { curvature: { precision: mixed } }, b: {} }`,
      ),
    ).toMatchInlineSnapshot(`
      "
      experiment.yaml:3:27  arms.a.curvature.precision: mixed with curvature.engine tfjs, which computes in float32
        received  "mixed"
        remedy    set curvature.engine: closed-form, or precision: float32
      "
    `);
  });

  it('do not where nothing is asked for, and the resolved config tells float32', () => {
    const { default: arm } = armsOf(`${data}curvature: { engine: tfjs }`);
    expect(arm!.curvature.precision).toBe('float32');
  });
});

describe('the data section is checked as a whole', () => {
  it('a file: targets are no features, and nothing stands in a list twice', () => {
    const text = 'data: { source: file, path: a.csv, target: y, features: [x, y, x] }\nseeds: [1, 1]';
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      experiment.yaml:1:47  data.features: "x" stands in the list twice
        received  ["x","y","x"]
        remedy    list it once
      experiment.yaml:1:47  data.features: "y" is the target too
        received  ["x","y","x"]
        remedy    leave it out of data.features or of data.target
      experiment.yaml:2:1  seeds: 1 stands in the list twice
        received  [1,1]
        remedy    list it once
      "
    `);
  });

  it('synthetic data: mean and covariance fit the number of features', () => {
    const text = 'data: { source: sine, features: 2, mean: [1], covariance: [[1, 0], [0]] }';
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      experiment.yaml:1:36  data.mean: a list of 1 for 2 features
        received  [1]
        remedy    set data.features: 1, give 2 means, or one number for all
      experiment.yaml:1:47  data.covariance: 2 features and a matrix of 2 rows of 2, 1 entries
        received  [[1,0],[0]]
        remedy    write 2 rows of 2 entries, or change data.features
      "
    `);
    expect(
      problemsOf('data: { source: linear, features: 1, covariance: { conditionNumber: 10 } }'),
    ).toMatchInlineSnapshot(`
      "
      experiment.yaml:1:52  data.covariance.conditionNumber: one feature has condition number 1
        received  10
        remedy    set data.features to 2 or more, or conditionNumber: 1
      "
    `);
  });
});

describe('everything is told at once', () => {
  const text = `name: CON
data: { source: pengins, inputs: standardised, testFracton: 0.1 }
training: { epochs: many }
arms:
  raw: {}
  wide: { model: { hidden: [0] } }
  slow: { training: { epochs: -1 }, curvature: { every: 1.5 } }
`;

  it('keys beside a wrong source included, each at its own place, in the order of the file', () => {
    expect(errorOf(text).issues.map(({ place, path }) => `${place.replace(/^.*yaml:/, '')} ${path}`)).toEqual(
      [
        '1:1 name',
        '2:9 data.source',
        '2:26 data.inputs',
        '2:48 data.testFracton',
        '3:13 training.epochs',
        '6:29 arms.wide.model.hidden[0]',
        '7:23 arms.slow.training.epochs',
        '7:50 arms.slow.curvature.every',
      ],
    );
  });

  it('an issue of the shared part once, not once for each arm, even if every arm replaces the value', () => {
    const issues = errorOf(`${data}deterministic: 3\narms: { a: { deterministic: true }, b: {} }`).issues;
    expect(issues.map(({ path, problem }) => `${path}: ${problem}`)).toEqual(['deterministic: not allowed']);
    expect(errorOf(`${data}seed: 3\narms: { a: {}, b: {}, c: {} }`).issues).toHaveLength(1);
  });

  it('an issue of the shared part that only some arms have, with their names', () => {
    const text = `${data}training: { stopAtTarget: true }\narms: { a: { training: { targetLoss: 1 } }, b: {}, c: {} }`;
    expect(errorOf(text).issues.map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
      'training.stopAtTarget: true without training.targetLoss (in arm b, c)',
    ]);
  });

  it('the message counts the problems and has no stack trace', () => {
    const { message } = errorOf(text);
    expect(message).toMatch(/^.*experiment\.yaml has 8 problems:\n\n/);
    expect(message).not.toMatch(/^\s+at /m);
  });
});

describe('keys that reach into JavaScript itself', () => {
  it('are refused by name, wherever they stand', () => {
    expect(problemsOf(`${data}model:\n  __proto__: { hidden: [1] }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:3:3  __proto__ cannot be a key
        remedy    remove it
      "
    `);
    expect(problemsOf(`${data}arms: { constructor: { constructor: 1 } }`)).toMatchInlineSnapshot(`
      "
      experiment.yaml:2:24  arms.constructor.constructor: unknown key
        received  1
        allowed   name, seeds, data, model, training, curvature, log, deterministic, verify, arms, base, sweep
        remedy    remove it
      "
    `);
    expect(Object.hasOwn(Object.prototype, 'hidden')).toBe(false);
  });
});

describe('aliases', () => {
  it('that contain themselves are refused', () => {
    expect(problemsOf('data: &again { source: penguins, inputs: *again }')).toMatchInlineSnapshot(`
      "
      experiment.yaml:1:34  the alias contains itself
        remedy    write the value out instead
      "
    `);
  });

  it('that multiply without end are refused', () => {
    const layers = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}]`);
    expect(problemsOf(['a0: &a0 [x]', ...layers].join('\n'))).toContain('Excessive alias count');
  });
});

describe('a received value', () => {
  it('is JSON, with the numbers that JSON lacks by name', () => {
    expect(formatReceived({ a: [Number.NaN, 'x'] })).toBe('{"a":["NaN","x"]}');
    expect(formatReceived(Number.POSITIVE_INFINITY)).toBe('Infinity');
    expect(formatReceived(undefined)).toBe('nothing');
  });

  it('is cut at 100 characters', () => {
    expect(formatReceived('x'.repeat(500))).toHaveLength(100);
  });
});

it('a config error tells apart its kinds', () => {
  const file = temporaryConfig('data: { source: penguins }');
  expect(() => loadExperiment(file, { set: ['oops'] })).toThrowError(
    expect.objectContaining({ name: 'ConfigError', issues: [expect.objectContaining({ kind: 'override' })] }),
  );
});
