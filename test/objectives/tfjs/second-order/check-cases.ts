import { beforeAll, describe, expect, it } from 'vitest';
import { availableBackends, openBackend } from '../../../../src/objectives/tfjs/backend.ts';
import {
  checkRecordedKernels,
  correctSecondOrderGradients,
  opTable,
} from '../../../../src/objectives/tfjs/second-order/index.ts';
import { expectedOf, type OpCase, receivedFrom, type Tensorflow } from './op-case.ts';

/**
 * Largest error allowed, relative to the largest element. Float32 rounds at 6e-8; sums of up to a hundred terms,
 * the exponentials' own errors of a few units, and cancellation cost two to three digits. The errors this looks
 * for, terms left out of the second derivative, are of order 1.
 */
export const FLOAT32_TOLERANCE = 2e-4;

/**
 * Compares value, gradient and Hessian-vector product of each case with float64 finite differences, on every
 * backend that is installed. Backends that are not are named in the title and left out.
 */
export async function checkCases(family: string, cases: readonly OpCase[]): Promise<void> {
  for (const { name, available, reason } of await availableBackends()) {
    if (!available) {
      describe(`${family} on the ${name} backend, which is not installed (${reason})`, () => {
        it('is left out and nothing is claimed of it', () => expect(available).toBe(false));
      });
      continue;
    }
    describe(`${family} on the ${name} backend`, () => {
      let tf: Tensorflow;
      beforeAll(async () => {
        tf = (await openBackend(name)).tf;
        correctSecondOrderGradients(tf);
      });
      for (const opCase of cases) {
        const title = opCase.variant ? `${opCase.op} (${opCase.variant})` : opCase.op;
        const entry = opTable[opCase.op]!;
        const lacking = entry.lacks?.[name];
        if (lacking) {
          it(`${title} throws, naming the kernel ${lacking} that it lacks`, () => {
            expect(() => receivedFrom(tf, opCase, expectedOf(opCase))).toThrow(
              new RegExp(`Kernel '${lacking}\\w*' not registered for backend`),
            );
          });
          continue;
        }
        it(`${title} has the gradient and the Hessian-vector product of its float64 formula`, () => {
          const expected = expectedOf(opCase);
          receivedFrom(tf, opCase, expected); // Layers make their weights at the first call.
          const before = tf.memory().numTensors;
          const received = receivedFrom(tf, opCase, expected);
          expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
          const doubts = checkRecordedKernels(received.tape, {
            parameters: received.parameters,
            backend: name,
          });
          if (entry.refusedOn?.[name] && doubts.length > 0) {
            expect(doubts.map(({ state }) => state)).toEqual(doubts.map(() => 'refused'));
            return;
          }
          expect(doubts).toEqual([]);
          expectClose('value', [received.value], [expected.value]);
          expectClose('gradient', received.gradient, expected.gradient);
          expectClose('product', received.product, expected.product);
        });
      }
    });
  }
}

/** Fails with the worst element, both its values, and the error relative to the largest element. */
export function expectClose(
  quantity: string,
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = FLOAT32_TOLERANCE,
): void {
  expect(received.length).toBe(expected.length);
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(received[i]! - expected[i]!) <= Math.abs(received[worst]! - expected[worst]!))) worst = i;
  }
  const error = Math.abs(received[worst]! - expected[worst]!) / scale;
  expect(
    error <= tolerance,
    `${quantity}[${worst}]: received ${received[worst]}, expected ${expected[worst]}, ` +
      `relative error ${error.toExponential(2)} > ${tolerance}`,
  ).toBe(true);
}
