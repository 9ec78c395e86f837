import { openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import { allCases } from './cases/all.ts';
import { expectedOf, receivedFrom } from './op-case.ts';
import type { StockResult } from './stock.ts';

const { tf } = await openBackend('cpu');
const results = allCases.map((opCase): StockResult => {
  try {
    const { gradient, product } = receivedFrom(tf, opCase, expectedOf(opCase));
    return { gradient: [...gradient], product: [...product], error: '' };
  } catch (error) {
    return { gradient: [], product: [], error: (error as Error).message };
  }
});
process.stdout.write(JSON.stringify(results));
