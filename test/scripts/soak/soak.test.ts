/**
 * `npm run test:soak` in a shorter form, in this process. Its resident set would tell nothing in so few epochs: what garbage
 * collection leaves, and the number of tensors, do. That leaks are found is tested with leaks.
 */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SoakCondition } from '../../../scripts/soak/conditions.ts';
import { LARGEST_SLOPE, missed, type SoakOptions, soak } from '../../../scripts/soak/soak.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/**
 * Bytes an epoch that code being compiled, and caches of the engine that still grow, may come to in so few epochs: about 2,000
 * were seen. One copy of the state kept from each epoch is 13,800.
 */
const NOISE = 8 * LARGEST_SLOPE;

const closedForm: SoakCondition = { name: 'closed-form', engine: 'closed-form', backend: 'wasm', every: 20 };
const tfjs: SoakCondition = { name: 'tfjs', engine: 'tfjs', backend: 'wasm', every: 10 };

const run = (condition: SoakCondition, options: SoakOptions) =>
  soak(condition, temporaryDirectory(), options);

beforeEach(() => void vi.stubEnv('HESSIAN_LAB_CHECKPOINT_SECONDS', '0'));
afterEach(() => void vi.unstubAllEnvs());

describe('a run on the closed form', () => {
  const options = { epochs: 160, warmUp: 60 };

  it('keeps nothing from epoch to epoch', async () => {
    const course = await run(closedForm, options);
    expect(course).toMatchObject({ epochs: 160, measured: 9 });
    expect(course.live.slope).toBeLessThan(NOISE);
  });

  it('that keeps a copy of its state from each epoch is found out', async () => {
    const kept: unknown[] = [];
    const onEpoch = ({ state }: { state: unknown }) => {
      kept.push(structuredClone(state));
    };
    const course = await run(closedForm, { ...options, onEpoch });
    expect(course.live.slope).toBeGreaterThan(NOISE);
    expect(missed({ ...course, resident: still })).toEqual([
      expect.stringMatching(/^what garbage collection leaves grows by \d+ bytes an epoch/),
    ]);
    expect(kept).toHaveLength(161);
  });
});

describe('a run on TensorFlow.js', () => {
  const options = { epochs: 20, warmUp: 10 };

  it('has the same number of tensors in every round of measurements', async () => {
    const { tensors, measured } = await run(tfjs, options);
    expect(measured).toBe(3);
    expect(missed({ ...flat, tensors })).toEqual([]);
    expect(tensors.counts.length).toBeGreaterThan(0);
  });

  it('that leaves one tensor behind is found out', async () => {
    const left: tf.Tensor[] = [];
    const leak = ({ record }: { record: { epoch: number } }) => {
      if (record.epoch === 12) left.push(tf.scalar(1));
    };
    const { tensors } = await run(tfjs, { ...options, onEpoch: leak });
    tf.dispose(left);
    expect(missed({ ...flat, tensors })).toEqual(['the number of tensors changes by 1']);
  });
});

const still = { slope: 0, low: 0, high: 0 };
const flat = { resident: still, live: still };
const upTo = (high: number) => ({ ...still, high });

it('a slope that may be at the bound is missed, one below is not', () => {
  const tensors = { counts: [], drift: 0 };
  expect(missed({ ...flat, tensors, resident: upTo(LARGEST_SLOPE - 1) })).toEqual([]);
  expect(missed({ ...flat, tensors, resident: upTo(LARGEST_SLOPE) })).toEqual([
    expect.stringMatching(/resident set grows by 0 bytes an epoch, maybe by 1024;/),
  ]);
});
