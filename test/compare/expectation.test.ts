/** The small language of --expect: JavaScript's own arithmetic is the oracle of precedence and values. */
import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { checkExpectation, evaluate } from '../../src/compare/expression/check.ts';
import { parseExpectation } from '../../src/compare/expression/parse.ts';
import { ExpectationError } from '../../src/compare/expression/syntax.ts';
import { samplesOfCsv } from './files.ts';

const samples = () =>
  samplesOfCsv(
    'epoch,seed,x,val loss\n0,1,10,1\n0,2,30,2\n0,3,20,3\n50,1,4,1\n50,2,8,1\n50,3,6,1\n',
    'epoch,seed,status,x\n0,1,completed,5\n0,2,diverged,7\n50,1,completed,1\n',
  );
const check = (text: string) => checkExpectation(parseExpectation(text), samples());
const message = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ExpectationError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

/** A sum of numbers as a text, with brackets here and there; the same text is JavaScript. */
const arithmetic = fc.letrec<{ sum: string; factor: string }>((tie) => ({
  factor: fc.oneof(
    { maxDepth: 4 },
    fc.nat(99).map(String),
    fc.double({ min: 1e-3, max: 1e12, noNaN: true }).map(String),
    tie('sum').map((sum) => `(${sum})`),
    tie('factor').map((factor) => `- ${factor}`),
  ),
  sum: fc
    .tuple(
      tie('factor'),
      fc.array(fc.tuple(fc.constantFrom('+', '-', '*', '/'), tie('factor')), { maxLength: 3 }),
    )
    .map(([first, rest]) => `${first}${rest.map(([operator, factor]) => ` ${operator} ${factor}`).join('')}`),
})).sum;

describe('the value of an expression', () => {
  property.prop([arithmetic])('is the one that JavaScript computes', (text) => {
    const { left } = parseExpectation(`${text.slice(0, 1900)} < 1`);
    const expected = new Function(`return ${text}`)() as number;
    expect(evaluate(left, () => Number.NaN)).toBe(expected);
  });

  property.prop([fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab.x<>=()+-*/ 1e\'"%at') }))])(
    'or an error that points into the text, for whatever is typed',
    (text) => {
      try {
        parseExpectation(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ExpectationError);
        const column = Number(/column (\d+)/.exec((error as Error).message)![1]);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(text.length + 1);
      }
    },
  );
});

describe('an expectation', () => {
  it.each([
    // Medians over seeds: a.x is 20 at epoch 0 and 6 at epoch 50, b.x is 6 at epoch 0.
    ['b.x < a.x * 0.5 at epoch 0', true],
    ['b.x < a.x * 0.3 at epoch 0', false],
    ['b.x <= a.x * 0.3 at epoch 0', true],
    ['b.x >= 6 at first', true],
    ['b.x > 6 at first epoch', false],
    ['a.x == 6', true],
    ['a.x == 6.05 within 0.1 at last', true],
    ['a.x == 6.05 within 0.01', false],
    ['a.x == 6.05 within 1 %', true],
    ['a.x >= 6 at every epoch', true],
    ['a.x > 6 at every epoch', false],
    ["(a.x - 2) / 2 == -a.'val loss' + 3", true],
    ['a.x + 1 > a.x * 2 - a.x', true],
  ] as const)('%s is %s', (text, isMet) => {
    expect(check(text).isMet).toBe(isMet);
  });

  it('tells both values, the medians behind them and the first epoch at which it is not met', () => {
    expect(check('a.x > 6 at every epoch')).toMatchObject({
      epoch: 50,
      left: 6,
      right: 6,
      quantities: [{ name: 'a.x', median: 6, count: 3 }],
      epochsChecked: 2,
      epochsNotMet: 1,
    });
  });

  it('meets nothing at every epoch where all runs have diverged, however early', () => {
    const gone = samplesOfCsv(
      'epoch,seed,status,x\n0,1,diverged,1\n0,2,diverged,1\n1,1,diverged,2\n1,2,diverged,2\n',
    );
    const outcome = checkExpectation(parseExpectation('a.x > 0 at every epoch'), gone);
    expect(outcome).toMatchObject({ isMet: false, epoch: 1, epochsNotMet: 1, quantities: [{ diverged: 2 }] });
  });

  it('meets nothing with Infinity, which is what a diverged run logs', () => {
    const infinite = samplesOfCsv('epoch,seed,x\n0,1,inf\n', 'epoch,seed,x\n0,1,1\n');
    for (const text of ['a.x > b.x', 'a.x >= a.x', 'b.x < a.x', 'a.x == a.x within 1 %', 'b.x / 0 > 5']) {
      expect(checkExpectation(parseExpectation(text), infinite)).toMatchObject({ isMet: false });
    }
  });

  it('meets nothing with a diverged run, which a median over the others would hide', () => {
    for (const text of ['b.x < 100', 'b.x > -100', 'b.x == b.x', 'b.x < 100 at epoch 50']) {
      expect(check(text)).toMatchObject({ isMet: false, quantities: [{ diverged: 1, median: Number.NaN }] });
    }
    expect(check('b.x < 100 at epoch 0').isMet).toBe(true);
  });

  it.each([
    ['b.x', 4, 'it ends here, expected one of < <= > >= =='],
    ['b.x = 3', 5, 'received "=", expected one of < <= > >= =='],
    ['1 < b.x < 3', 9, 'give --expect again'],
    ['b.x < 3 at epoch', 17, 'expected a number'],
    ['b.x < 3 at noon', 12, '"first", "last" or "every epoch"'],
    ['b.x < 3 within 1', 9, '"within" belongs to =='],
    ['b.x < (3', 9, '")" or an operator'],
    ['b < 3', 3, '"." and a column behind the name "b"'],
    ['b.5 < 3', 3, 'the name of a column'],
    ['2a.x < 3', 1, 'a number runs into letters'],
    ["'b.x < 3", 1, 'this quote is not closed'],
    ['b.x < 3; c', 8, 'received ";"'],
    ['c.x < 3', 1, 'no sample is called "c"; there are a, b'],
    ['a.x < b.xx', 9, 'b has no column "xx"'],
    ["a.'val los' < 3", 3, 'did you mean "val loss"?'],
    ['a.x < 3 at epoch 7', 9, 'a.x has epochs 0 to 50'],
    ['1 < 2', 1, 'nothing to check'],
  ] as const)('%s: an error at column %i that says %s', (text, column, said) => {
    const told = message(() => check(text));
    expect(told).toContain(said);
    expect(told).toContain(`column ${column}:`);
    expect(told.split('\n').at(-1)).toBe(`  ${' '.repeat(column - 1)}^`);
  });

  it('is refused when too long for a parser that calls itself', () => {
    expect(message(() => parseExpectation(`${'('.repeat(5000)}1`))).toContain('at most 2000');
    for (const sign of ['(', '-']) {
      expect(message(() => parseExpectation(sign.repeat(1990)))).toContain('at most 100 brackets and signs');
    }
    expect(check(`${'-('.repeat(50)}a.x${')'.repeat(50)} == 6`).isMet).toBe(true);
  });
});
