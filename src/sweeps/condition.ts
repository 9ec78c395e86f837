import jsep from 'jsep';
import { nodesAt, everyPath } from '../config/allowed.ts';
import { type Mapping, valueAt } from '../config/mapping.ts';
import { nearest } from '../config/nearest.ts';

// Python's words beside JavaScript's signs, as binding as those.
jsep.addBinaryOp('or', 1);
jsep.addBinaryOp('and', 2);
jsep.addUnaryOp('not');

/** Longer ones are not read: the parser goes a level deeper for each bracket. */
const LONGEST = 500;

/** What a condition is about: one point under one arm. */
export interface Situation {
  readonly arm: string;
  readonly config: Mapping;
}

/** A condition cannot be read, or comes to no yes or no; the message says what and what to do. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
}

/** Whether a point fulfils the condition. Throws a ConditionError when it is neither true nor false. */
export type Condition = (situation: Situation) => boolean;

/**
 * Reads a condition on the values of a config: `training.batchSize < 32 or model.batchNorm`. Parsed by jsep and walked
 * here: nothing in it is evaluated as code. A path without a value is null; a mapping counts as true (`batchNorm`); an
 * order comparison is false unless both sides are numbers, and arithmetic with anything else gives NaN.
 *
 * @throws ConditionError with place and remedy
 */
export function readCondition(text: string): Condition {
  if (text.length > LONGEST)
    throw new ConditionError(`has ${text.length} characters; at most ${LONGEST} are read`);
  let tree: jsep.Expression;
  try {
    tree = jsep(text);
  } catch (error) {
    throw new ConditionError((error as Error).message);
  }
  const evaluate = compile(tree);
  return (situation) => truth(evaluate(situation), text);
}

type Evaluate = (situation: Situation) => unknown;

function compile(node: jsep.Expression): Evaluate {
  switch (node.type) {
    case 'Literal': {
      const { value } = node as jsep.Literal;
      return () => value;
    }
    case 'Identifier':
    case 'MemberExpression':
      return path(keysOf(node));
    case 'UnaryExpression':
      return unary(node as jsep.UnaryExpression);
    case 'BinaryExpression':
      return binary(node as jsep.BinaryExpression);
    default:
      throw new ConditionError(
        node.type === 'Compound'
          ? 'has words beside each other without and, or or a comparison between them'
          : `has a ${node.type}, which conditions do not know; write comparisons of paths, with and, or, not`,
      );
  }
}

function keysOf(node: jsep.Expression): string[] {
  if (node.type === 'Identifier') return [(node as jsep.Identifier).name];
  const { computed, object, property } = node as jsep.MemberExpression;
  const isPath = node.type === 'MemberExpression' && !computed && property.type === 'Identifier';
  if (!isPath) throw new ConditionError('has brackets behind a path; write it with dots, training.epochs');
  return [...keysOf(object), (property as jsep.Identifier).name];
}

function path(keys: readonly string[]): Evaluate {
  const written = keys.join('.');
  if (written === 'arm') return ({ arm }) => arm;
  const real = written === 'training.learningRate' ? ['training', 'optimizer', 'learningRate'] : keys;
  if (nodesAt(real).length === 0) {
    const known = everyPath().map((one) => one.join('.'));
    const near = nearest(written, known) ?? known.find((one) => one.endsWith(`.${written}`)) ?? null;
    throw new ConditionError(
      `there is no path ${written}; ${near ? `did you mean ${near}?` : 'a text stands in quotes'}`,
    );
  }
  return ({ config }) => valueAt(config, real) ?? null;
}

function unary({ operator, argument }: jsep.UnaryExpression): Evaluate {
  const inner = compile(argument);
  if (operator === 'not' || operator === '!') return (situation) => !truth(inner(situation), operator);
  if (operator === '-') return (situation) => -number(inner(situation));
  throw new ConditionError(`has the operator ${operator}, which conditions do not know`);
}

const ORDER: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

function binary({ operator, left, right }: jsep.BinaryExpression): Evaluate {
  const [first, second] = [compile(left), compile(right)];
  const either = operator === 'or' || operator === '||';
  if (either || operator === 'and' || operator === '&&') {
    return (situation) =>
      truth(first(situation), operator) === either ? either : truth(second(situation), operator);
  }
  if (operator === '==' || operator === '===')
    return (situation) => same(first(situation), second(situation));
  if (operator === '!=' || operator === '!==')
    return (situation) => !same(first(situation), second(situation));
  const [order, arithmetic] = [ORDER[operator], ARITHMETIC[operator]];
  if (order) return (situation) => order(number(first(situation)), number(second(situation)));
  if (arithmetic) return (situation) => arithmetic(number(first(situation)), number(second(situation)));
  throw new ConditionError(`has the operator ${operator}, which conditions do not know`);
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

function truth(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  if (typeof value === 'object') return true;
  throw new ConditionError(
    `${JSON.stringify(value)} in ${JSON.stringify(where)} is neither true nor false; compare it with something`,
  );
}
