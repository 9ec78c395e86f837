import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import { correctSecondOrderGradients, opTable } from '../../../../src/objectives/tfjs/second-order/index.ts';
import { kernelTable } from '../../../../src/objectives/tfjs/second-order/kernel-table.ts';
import { allCases } from './cases/all.ts';
import { FLOAT32_TOLERANCE } from './check-cases.ts';
import { expectedOf, receivedFrom, type Tensorflow } from './op-case.ts';
import { type StockResult, stockResults } from './stock.ts';

const casesOf = (op: string) =>
  allCases.flatMap((opCase, index) => (opCase.op === op ? [{ opCase, index }] : []));

function isRight(received: readonly number[], expected: ArrayLike<number>): boolean {
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  return (
    received.length === expected.length &&
    received.every((value, i) => Math.abs(value - expected[i]!) <= FLOAT32_TOLERANCE * scale)
  );
}

let tf: Tensorflow;
let stock: StockResult[];
beforeAll(async () => {
  stock = stockResults();
  tf = (await openBackend('cpu')).tf;
  correctSecondOrderGradients(tf);
}, 120_000);

describe('the op table', () => {
  const tested = Object.entries(opTable).filter(([, { state }]) => state !== 'refused');

  it('has a case for every op that it does not refuse, and no case lies outside it', () => {
    expect(new Set(allCases.map(({ op }) => op))).toEqual(new Set(tested.map(([op]) => op)));
  });

  it.each(tested)('calls $0 by what TensorFlow.js does without the correction', (op, { state }) => {
    const outcomes = casesOf(op).map(({ opCase, index }) =>
      isRight(stock[index]!.product, expectedOf(opCase).product),
    );
    if (state === 'right') expect(outcomes).toEqual(outcomes.map(() => true));
    else expect(outcomes).toContain(false);
  });

  it('gives a reason for everything it refuses', () => {
    for (const [op, { state, reason }] of Object.entries(opTable))
      expect(Boolean(reason), op).toBe(state === 'refused');
  });
});

describe('the kernel table', () => {
  it('holds no kernel that no case has on its tape, but the refused ones', () => {
    const recorded = new Set<string>();
    for (const opCase of allCases) {
      const { tape } = receivedFrom(tf, opCase, expectedOf(opCase));
      for (const { kernelName } of tape) recorded.add(kernelName.replace(/__op$/, ''));
    }
    const trusted = Object.keys(kernelTable).filter((kernel) => kernelTable[kernel]!.state !== 'refused');
    expect(trusted.filter((kernel) => !recorded.has(kernel))).toEqual([]);
  });
});

describe('first derivatives', () => {
  /** Where tfjs's own first derivatives are replaced: wrong ones, and resizing, which is equal to a rounding. */
  const replaced = ['mirrorPad', 'resizeBilinear', 'resizeNearestNeighbor', 'UpSampling2D'];
  const isReplaced = ({ op, variant }: (typeof allCases)[number]) =>
    replaced.includes(op) || variant === 'with ties';

  it('of stock TensorFlow.js are wrong for max, min, mirrorPad and resizing in these cases', () => {
    const wrong = allCases.filter(
      (opCase, index) =>
        isReplaced(opCase) &&
        (stock[index]!.error || !isRight(stock[index]!.gradient, expectedOf(opCase).gradient)),
    );
    const names = wrong.map(({ op }) => op);
    expect(names).toEqual(expect.arrayContaining(['max', 'min', ...replaced]));
  });

  it('stay equal bit for bit everywhere else', () => {
    const compared = allCases.flatMap((opCase, index) =>
      stock[index]!.error || isReplaced(opCase) ? [] : [{ opCase, index }],
    );
    expect(compared.length).toBeGreaterThan(60);
    for (const { opCase, index } of compared) {
      const { gradient } = receivedFrom(tf, opCase, expectedOf(opCase));
      // JSON has no −0.
      expect(
        Array.from(gradient, (x) => x + 0),
        opCase.op,
      ).toEqual(stock[index]!.gradient);
    }
  });
});
