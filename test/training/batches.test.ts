import fc from 'fast-check';
import { expect, it } from 'vitest';
import { epochBatches } from '../../src/training/batches.ts';

it('every row is in exactly one batch of an epoch, and only the last batch is short', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 250 }), (rows, size) => {
      const batches = epochBatches(rows, size, 3, 1);
      const seen = batches.flatMap((batch) => [...batch]).sort((a, b) => a - b);
      expect(seen).toEqual(Array.from({ length: rows }, (_, i) => i));
      expect(batches.slice(0, -1).every((batch) => batch.length === size)).toBe(true);
      expect(batches.at(-1)!.length).toBe(rows % size || Math.min(size, rows));
    }),
  );
});

it('epochs and seeds shuffle differently, and each the same way every time', () => {
  const order = (seed: number, epoch: number) => String(epochBatches(20, 6, seed, epoch));
  expect(order(1, 1)).toBe(order(1, 1));
  expect(new Set([order(1, 1), order(1, 2), order(2, 1)]).size).toBe(3);
});
