/** Conditions against JavaScript's own operators, and against words that no condition has. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { ConditionError, readCondition } from '../../src/sweeps/condition.ts';

const situation = (training: object) => ({ arm: 'raw', config: { training } });

test.prop([
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom('<', '<=', '>', '>=', '==', '!='),
  fc.constantFrom('<', '<=', '>', '>=', '==', '!='),
])('comparisons, and, or and not are those of the language', (a, b, first, second) => {
  const compare = (x: number, sign: string, y: number) =>
    ({ '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y, '==': x === y, '!=': x !== y })[sign]!;
  const at = situation({ epochs: a });
  const [p, q] = [compare(a, first, b), compare(2 * a - b, second, 3)];
  const holds = (text: string) => readCondition(text)(at);
  const [left, right] = [`training.epochs ${first} ${b}`, `2 * training.epochs - (${b}) ${second} 3`];
  expect(holds(`${left} and ${right}`)).toBe(p && q);
  expect(holds(`${left} or ${right}`)).toBe(p || q);
  expect(holds(`not (${left}) or ${left} and ${right}`)).toBe(!p || (p && q));
});

test.prop([fc.string({ maxLength: 40 })])('any text is read or refused, and never runs', (text) => {
  try {
    readCondition(text)(situation({ epochs: 3 }));
  } catch (error) {
    expect(error).toBeInstanceOf(ConditionError);
  }
});

test.each([
  ['arm == "raw"', true],
  ['training.batchSize < 32', false],
  ['training.batchSize == "full"', true],
  ['training.learningRate > 0.05', true],
  ['training.targetLoss == null', true],
  ['training.optimizer', true],
])('%s is %s', (text, expected) => {
  expect(readCondition(text)(situation({ batchSize: 'full', optimizer: { learningRate: 0.1 } }))).toBe(
    expected,
  );
});

test.each([
  ['process.exit(1)', /CallExpression/],
  ['constructor', /no path constructor/],
  ['training.epoch > 1', /did you mean training.epochs/],
  ['batchSize > 1', /did you mean training.batchSize/],
  ['training["epochs"] > 1', /with dots/],
  ['training.epochs ? 1 : 2', /ConditionalExpression/],
  ['training.epochs', /neither true nor false/],
  ['1 2', /beside each other/],
  ['', /neither|beside|empty/],
  ['training.epochs % 2 == 0', /operator %/],
  ['a'.repeat(501), /501 characters/],
])('%s is refused', (text, message) => {
  expect(() => readCondition(text)(situation({ epochs: 3 }))).toThrow(message);
});
