import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mlpLayout } from '../../src/models/layout.ts';
import { startParameters } from '../../src/models/start.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const layout = mlpLayout({ layers: [2, 1], activation: 'tanh', batchNorm: null });

function read(text: string | Uint8Array): Float64Array {
  const file = join(temporaryDirectory(), 'p.json');
  writeFileSync(file, text);
  return startParameters({ file }, layout, 1);
}

const withKernel = (values: string) =>
  `{"parameters": [{"name": "layer1/kernel", "shape": [2, 1], "values": [${values}]}, {"name": "layer1/bias", "shape": [1], "values": [3]}]}`;

it('a parameter file may open with a byte order mark', () => {
  expect(read(`\uFEFF${withKernel('1, 2')}`)).toEqual(Float64Array.of(1, 2, 3));
});

it('large and small exponents within float64 are read as they are', () => {
  expect(read(withKernel('1e+300, -2.5E-310'))).toEqual(Float64Array.of(1e300, -2.5e-310, 3));
});

it.each(['1e999', '-1.5E+400', `1${'0'.repeat(400)}.5`])(
  'a number beyond float64 is told as it stands in the file: %s',
  (number) => {
    expect(() => read(withKernel(`0, ${number}`))).toThrow(
      `layer1/kernel: value 1 is not a finite number: ${number}`,
    );
  },
);

it('what is no number is told as JSON', () => {
  expect(() => read(withKernel('0, "1"'))).toThrow('value 1 is not a finite number: "1"');
  expect(() => read(withKernel('0, null'))).toThrow('value 1 is not a finite number: null');
});

it('a file that is missing, a folder or no JSON is told so', () => {
  const folder = temporaryDirectory();
  const start = (file: string) => startParameters({ file }, layout, 1);
  expect(() => start(join(folder, 'none.json'))).toThrow(/there is no such file; a path in a config is rel/);
  expect(() => start(folder)).toThrow(/it cannot be read \(EISDIR\)/);
  expect(() => read('{"parameters": [')).toThrow(/it is not JSON: /);
});
