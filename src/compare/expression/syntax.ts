/** A number computed from medians of columns. `at` is the place in the text, counted from 0. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'quantity'; readonly sample: string; readonly column: string; readonly at: number }
  | { readonly kind: 'negation'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Expression;
      readonly right: Expression;
    };

export type Relation = '<' | '<=' | '>' | '>=' | '==';

/** What `--expect` states: `left relation right`, at some epochs. */
export interface Expectation {
  readonly text: string;
  readonly left: Expression;
  readonly relation: Relation;
  readonly right: Expression;
  /** Of `==`: the largest |left − right|, as a share of |right| where it is relative. */
  readonly tolerance: { readonly size: number; readonly isRelative: boolean };
  readonly when: number | 'first' | 'last' | 'every';
}

/** Unless `within` says otherwise: what rounding explains. */
export const DEFAULT_TOLERANCE = { size: 1e-9, isRelative: true } as const;

/** An expectation that cannot be read, or names what is not there; points at the place in the text. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';

  /** @param at place in the text, counted from 0 */
  constructor(text: string, at: number, problem: string) {
    const line = text.replaceAll(/\s/g, ' ');
    super(`--expect, column ${at + 1}: ${problem}\n  ${line}\n  ${' '.repeat(at)}^`);
  }
}
