import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mlpLayout } from '../../src/models/layout.ts';
import { fromParameterFile, ParameterFileError, toParameterFile } from '../../src/models/parameters.ts';

const layout = mlpLayout({
  layers: [2, 3, 1],
  activation: 'tanh',
  batchNorm: { epsilon: 1e-3, momentum: 0.99 },
});

it('lays the tensors out layer by layer: kernel, bias, gamma, beta', () => {
  expect(layout.entries.map(({ name, shape, offset }) => `${name} [${shape}] from ${offset}`)).toEqual([
    'layer1/kernel [2,3] from 0',
    'layer1/bias [3] from 6',
    'layer1/gamma [3] from 9',
    'layer1/beta [3] from 12',
    'layer2/kernel [3,1] from 15',
    'layer2/bias [1] from 18',
  ]);
  expect(layout.dimension).toBe(19);
});

it('any finite parameters survive a file bit for bit', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(finite, { minLength: 19, maxLength: 19 }), (values) => {
      // JSON has no −0; it reads back as 0, which no computation here tells apart.
      const parameters = Float64Array.from(values, (value) => value + 0);
      const text = JSON.stringify(toParameterFile(layout, parameters));
      expect(fromParameterFile(layout, JSON.parse(text), 'p.json')).toEqual(parameters);
    }),
  );
});

it('the tensors of a file may come in any order', () => {
  const parameters = Float64Array.from({ length: 19 }, (_, i) => i / 7);
  const file = toParameterFile(layout, parameters);
  const reversed = { parameters: [...file.parameters].reverse() };
  expect(fromParameterFile(layout, reversed, 'p.json')).toEqual(parameters);
});

it('names every missing, unknown, repeated and misshapen tensor and every bad value at once', () => {
  const file = toParameterFile(layout, new Float64Array(19));
  const [kernel, bias, gamma] = file.parameters;
  const broken = {
    parameters: [
      { ...kernel, shape: [3, 2] },
      { ...bias, values: [0, null, 0] },
      { ...gamma, values: [1] },
      { ...gamma },
      { name: 'layer9/kernel', shape: [1], values: [1] },
    ],
  };
  let error: unknown;
  try {
    fromParameterFile(layout, broken, 'weights.json');
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(ParameterFileError);
  expect((error as ParameterFileError).message).toMatchInlineSnapshot(`
    "weights.json does not fit the model:
      layer1/kernel: expected shape [2,3], received [3,2]; kernels are [inputs, units], row-major
      layer1/bias: value 1 is not a finite number: null
      layer1/gamma: expected 3 values, received 1
      layer1/gamma: appears twice
      layer9/kernel: is unknown; the model has layer1/kernel, layer1/bias, layer1/gamma, layer1/beta, layer2/kernel, layer2/bias
      layer1/beta: missing, shape [3]
      layer2/kernel: missing, shape [3,1]
      layer2/bias: missing, shape [1]"
  `);
});

it.each([null, [], {}, { parameters: 3 }, 'text'])(
  'a file that holds %j is refused with the form expected',
  (content) => {
    expect(() => fromParameterFile(layout, content, 'p.json')).toThrow(/expected \{"parameters"/);
  },
);
