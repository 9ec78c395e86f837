import { median } from 'simple-statistics';
import { nearest } from '../../config/nearest.ts';
import { chosenEpochs, measured } from '../epochs.ts';
import { columnsOf, lastEpoch, type Sample } from '../sample.ts';
import { type Expectation, ExpectationError, type Expression } from './syntax.ts';

/** A column of a sample, as an expectation saw it. */
export interface SeenQuantity {
  /** `b.lambda_max`, as written. */
  readonly name: string;
  /** Median over the seeds; NaN where one is NaN or its run has diverged. */
  readonly median: number;
  /** Seeds behind the median. */
  readonly count: number;
  /** Diverged runs, which count as NaN: a median over the others would flatter. */
  readonly diverged: number;
  /** Runs without a value at the epoch, left out. */
  readonly missing: number;
}

/** How an expectation came out. */
export interface CheckedExpectation {
  readonly text: string;
  readonly isMet: boolean;
  /** The epoch of the values below: the first one at which it is not met, else the last one looked at. */
  readonly epoch: number;
  readonly left: number;
  readonly right: number;
  readonly relation: Expectation['relation'];
  readonly quantities: readonly SeenQuantity[];
  readonly epochsChecked: number;
  readonly epochsNotMet: number;
}

type Quantity = Extract<Expression, { kind: 'quantity' }>;
type Runs = ReturnType<typeof measured>;

/**
 * Evaluates an expectation. A column stands for its median over the seeds. NaN and Infinity meet nothing:
 * ±Infinity is what a diverged run logs.
 *
 * @throws ExpectationError for a name, a column or an epoch that is not there
 */
export function checkExpectation(expectation: Expectation, samples: readonly Sample[]): CheckedExpectation {
  const { text, left, relation, right, when } = expectation;
  const quantities = [...quantitiesIn(left), ...quantitiesIn(right)];
  if (quantities.length === 0) throw new ExpectationError(text, 0, 'no name.column in it: nothing to check');
  const found = new Map(quantities.map((quantity) => [quantity, runsOf(text, quantity, samples)]));
  const epochs = epochsOf(expectation, found);
  const outcomes = epochs.map((epoch) => {
    // Beyond the last epoch that all share, a diverged run would have gone on to meet nothing.
    const isEnd = when === 'last' || (when === 'every' && epoch === epochs.at(-1));
    const seen = new Map([...found].map(([quantity, runs]) => [quantity, see(quantity, runs, epoch, isEnd)]));
    const value = (side: Expression) => evaluate(side, (quantity) => seen.get(quantity)!.median);
    const [a, b] = [value(left), value(right)];
    return { epoch, left: a, right: b, quantities: seen, isMet: holds(a, b, expectation) };
  });
  const failed = outcomes.filter(({ isMet }) => !isMet);
  const shown = failed[0] ?? outcomes.at(-1)!;
  const unique = new Map([...shown.quantities.values()].map((quantity) => [quantity.name, quantity]));
  return {
    text,
    isMet: failed.length === 0,
    epoch: shown.epoch,
    left: shown.left,
    right: shown.right,
    relation,
    quantities: [...unique.values()],
    epochsChecked: outcomes.length,
    epochsNotMet: failed.length,
  };
}

/** The value of an expression in float64. */
export function evaluate(expression: Expression, lookUp: (quantity: Quantity) => number): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'quantity':
      return lookUp(expression);
    case 'negation':
      return -evaluate(expression.of, lookUp);
    case 'binary': {
      const left = evaluate(expression.left, lookUp);
      const right = evaluate(expression.right, lookUp);
      if (expression.operator === '+') return left + right;
      if (expression.operator === '-') return left - right;
      return expression.operator === '*' ? left * right : left / right;
    }
  }
}

function holds(left: number, right: number, { relation, tolerance }: Expectation): boolean {
  if (!Number.isFinite(left) || !Number.isFinite(right)) return false;
  if (relation === '<') return left < right;
  if (relation === '<=') return left <= right;
  if (relation === '>') return left > right;
  if (relation === '>=') return left >= right;
  const allowed = tolerance.isRelative ? tolerance.size * Math.abs(right) : tolerance.size;
  return Math.abs(left - right) <= allowed;
}

function quantitiesIn(expression: Expression): Quantity[] {
  if (expression.kind === 'quantity') return [expression];
  if (expression.kind === 'negation') return quantitiesIn(expression.of);
  if (expression.kind === 'number') return [];
  return [...quantitiesIn(expression.left), ...quantitiesIn(expression.right)];
}

function runsOf(text: string, { sample: name, column, at }: Quantity, samples: readonly Sample[]): Runs {
  const sample = samples.find((one) => one.name === name) ?? samples.find(({ letter }) => letter === name);
  if (!sample) {
    const names = samples.flatMap((one) => (one.name === one.letter ? [one.name] : [one.letter, one.name]));
    throw new ExpectationError(text, at, unknown('no sample is called', name, names));
  }
  const columns = columnsOf(sample);
  if (!columns.includes(column)) {
    throw new ExpectationError(
      text,
      text.indexOf('.', at) + 1,
      unknown(`${name} has no column`, column, columns),
    );
  }
  return measured(sample, column);
}

function unknown(problem: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `${problem} "${name}"${near === null ? ';' : `, did you mean "${near}"?`} there are ${known.join(', ')}`;
}

function epochsOf({ text, when }: Expectation, found: ReadonlyMap<Quantity, Runs>): number[] {
  const all = [...found.values()];
  // A sample whose runs have all diverged before has no value there, and that is a result.
  const alive =
    typeof when === 'number' ? all.filter((runs) => !runs.every(({ run }) => isOver(run, when))) : all;
  const wanted = when === 'every' ? 'all' : when;
  const epochs = alive.length === 0 ? [Number(when)] : chosenEpochs(alive, wanted);
  if (epochs.length > 0) return epochs;
  const place = Math.max(0, text.lastIndexOf(' at ') + 1);
  const ranges = [...found].map(([{ sample, column }, runs]) => {
    const at = runs.flatMap(({ series }) => [...series.keys()]).sort((a, b) => a - b);
    return `${sample}.${column} ${at.length === 0 ? 'has no values' : `has epochs ${at[0]} to ${at.at(-1)}`}`;
  });
  throw new ExpectationError(text, place, `no epoch with all values: ${[...new Set(ranges)].join(', ')}`);
}

function isOver(run: Runs[number]['run'], epoch: number): boolean {
  return run.status === 'diverged' && lastEpoch(run) < epoch;
}

/** @param isEnd whether nothing is looked at beyond this epoch: a run that has diverged counts as such then */
function see(quantity: Quantity, runs: Runs, epoch: number, isEnd: boolean): SeenQuantity {
  const diverged = runs.filter(({ run }) => isOver(run, epoch) || (isEnd && run.status === 'diverged'));
  const rest = runs.filter((one) => !diverged.includes(one));
  const values = rest.flatMap(({ series }) => series.get(epoch) ?? []);
  const hasNaN = diverged.length > 0 || values.length === 0 || values.some(Number.isNaN);
  return {
    name: `${quantity.sample}.${quantity.column}`,
    median: hasNaN ? Number.NaN : median(values),
    count: values.length,
    diverged: diverged.length,
    missing: rest.length - values.length,
  };
}
