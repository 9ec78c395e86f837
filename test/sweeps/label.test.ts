import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { canonicalJson } from '../../src/config/hash.ts';
import { NAME_PATTERN } from '../../src/config/schema/name.ts';
import { axisNames, labelOf } from '../../src/sweeps/label.ts';

const paths = ['training.epochs', 'model.activation'];
const names = axisNames(paths);
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
  fc.boolean(),
  fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 3 }),
  fc.constant({ type: 'momentum', momentum: 0.9 }),
  fc.constantFrom('A', 'a', '1', 'true', '../../x', 'con', '.', 'a,epochs=1'),
);
const point = fc.tuple(fc.constantFrom(null, 'raw', 'Raw 2', 'raw,epochs=1'), value, value);

test.prop([point, point])(
  'labels are names of folders, and differ in more than case where points differ',
  (a, b) => {
    const labelsOf = [a, b].map(([arm, first, second]) =>
      labelOf(arm, { [paths[0]!]: first, [paths[1]!]: second }, names),
    );
    for (const label of labelsOf) expect(label).toMatch(NAME_PATTERN);
    const [first, second] = labelsOf as [string, string];
    expect(first.toLowerCase() === second.toLowerCase()).toBe(canonicalJson(a) === canonicalJson(b));
  },
);

test('axes are named by as much of their path as tells them apart', () => {
  const named = axisNames([
    'training.optimizer.momentum',
    'model.batchNorm.momentum',
    'training.epochs',
    'seeds',
  ]);
  expect([...named.values()]).toEqual(['optimizer.momentum', 'batchNorm.momentum', 'epochs', 'seeds']);
});
