import {
  DEFAULT_TOLERANCE,
  type Expectation,
  ExpectationError,
  type Expression,
  type Relation,
} from './syntax.ts';
import { type Token, tokenize } from './tokens.ts';

/**
 * Reads an expectation by recursive descent:
 *
 *     expectation = sum relation sum [tolerance] ["at" when]
 *     relation    = "<" | "<=" | ">" | ">=" | "=="
 *     tolerance   = "within" number ["%"]                        behind == only; without % absolute
 *     when        = "epoch" number | "first" | "last" | "every" "epoch"     default: last
 *     sum         = product {("+" | "-") product}
 *     product     = factor {("*" | "/") factor}
 *     factor      = "-" factor | number | name "." name | "(" sum ")"
 *
 * A name is letters, digits and _, or anything in quotes.
 *
 * @throws ExpectationError pointing at the first word that does not fit
 */
export function parseExpectation(text: string): Expectation {
  const parser = new Parser(text);
  const left = parser.sum();
  const relation = parser.relation();
  const right = parser.sum();
  const tolerance = parser.tolerance(relation);
  const when = parser.when();
  parser.end();
  return { text, left, relation, right, tolerance, when };
}

/** More than anybody writes. */
const DEEPEST = 100;

class Parser {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  sum(): Expression {
    return this.chain(['+', '-'], () => this.product());
  }

  relation(): Relation {
    const relation = (['<', '<=', '>', '>=', '=='] as const).find((sign) => this.accept('sign', sign));
    return relation ?? this.fail('one of < <= > >= ==');
  }

  tolerance(relation: Relation): Expectation['tolerance'] {
    const { at } = this.next;
    if (!this.accept('name', 'within')) return DEFAULT_TOLERANCE;
    if (relation !== '==')
      throw new ExpectationError(this.text, at, `"within" belongs to ==, not to ${relation}`);
    const size = this.number();
    const isRelative = this.accept('sign', '%');
    return { size: isRelative ? size / 100 : size, isRelative };
  }

  when(): Expectation['when'] {
    if (!this.accept('name', 'at')) return 'last';
    if (this.accept('name', 'epoch')) return this.number();
    const word = (['first', 'last', 'every'] as const).find((one) => this.accept('name', one));
    if (word === undefined) return this.fail('"epoch" and its number, "first", "last" or "every epoch"');
    if (!this.accept('name', 'epoch') && word === 'every') return this.fail('"epoch"');
    return word;
  }

  end(): void {
    const { kind, text } = this.next;
    if (kind === 'end') return;
    if (/^[<>=]/.test(text)) this.fail('the end: one comparison each, give --expect again for the next');
    this.fail('an operator, "at" or the end');
  }

  private product(): Expression {
    return this.chain(['*', '/'], () => this.factor());
  }

  /** Operands with operators between them, taken from left to right. */
  private chain(operators: readonly ('+' | '-' | '*' | '/')[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((sign) => this.accept('sign', sign));
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: operand() };
    }
  }

  private factor(): Expression {
    if (this.accept('sign', '-')) return { kind: 'negation', of: this.nested(() => this.factor()) };
    if (this.accept('sign', '(')) {
      const inner = this.nested(() => this.sum());
      return this.accept('sign', ')') ? inner : this.fail('")" or an operator');
    }
    const { kind, text, at } = this.next;
    if (kind === 'number') return { kind: 'number', value: this.number() };
    if (kind !== 'name') return this.fail('a number, name.column, "-" or "("');
    this.position += 1;
    if (!this.accept('sign', '.')) return this.fail(`"." and a column behind the name "${text}"`);
    const column = this.next;
    if (column.kind !== 'name')
      return this.fail('the name of a column; quote one that is not letters and digits');
    this.position += 1;
    return { kind: 'quantity', sample: text, column: column.text, at };
  }

  /** The parser calls itself at each bracket and sign, and the stack has an end. */
  private nested(inside: () => Expression): Expression {
    this.depth += 1;
    if (this.depth > DEEPEST) this.fail(`at most ${DEEPEST} brackets and signs inside each other`);
    const inner = inside();
    this.depth -= 1;
    return inner;
  }

  private number(): number {
    const { kind, text } = this.next;
    if (kind !== 'number') return this.fail('a number');
    this.position += 1;
    return Number(text);
  }

  private get next(): Token {
    return this.tokens[this.position]!;
  }

  private accept(kind: Token['kind'], text: string): boolean {
    if (this.next.kind !== kind || this.next.text !== text) return false;
    this.position += 1;
    return true;
  }

  private fail(expected: string): never {
    const { kind, text, at } = this.next;
    const received = kind === 'end' ? 'it ends here' : `received "${text}"`;
    throw new ExpectationError(this.text, at, `${received}, expected ${expected}`);
  }
}
