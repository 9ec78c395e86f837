import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { estimateCost } from '../../src/cli/run/estimate.ts';
import { loadExperiment } from '../../src/config/load.ts';
import { writeWhole } from '../../src/runs/write.ts';
import { openSession } from '../../src/training/session.ts';
import { train } from '../../src/training/train.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** How far typical counts may be from those of one run; the estimate decides between minutes and hours. */
const PRODUCT_FACTOR = 3;

async function session(training: object, curvature: object) {
  const file = join(temporaryDirectory(), 'config.yaml');
  const data = { source: 'boston-house-prices', inputs: 'standardized', targets: 'standardized' };
  const model = { hidden: [16], activation: 'tanh' };
  await writeWhole(
    file,
    stringify({ data, model, training: { engine: 'closed-form', ...training }, curvature }),
  );
  return openSession(loadExperiment(file).arms[0]!.config, 1);
}

test.for([
  [{ epochs: 40 }, {}],
  [{ epochs: 5, batchSize: 64, learningRate: 0.01 }, { every: 2 }],
  [{ epochs: 40 }, { measure: ['lambda_max', { trace: { every: 10 } }] }],
  [{ epochs: 3 }, { measure: [] }],
  [{ epochs: 20 }, { measure: ['lambda_min', 'gauss_newton', 'step_quality'] }],
  [{ epochs: 10 }, { measure: ['top_eigenvalues', { alignment: { every: 2 } }] }],
  [{ epochs: 4 }, { measure: ['blocks', { density: { every: 4, probes: 4, steps: 30 } }] }],
  [{ epochs: 1 }, { every: 10, measure: ['condition_number', { trace: { method: 'hutch++' } }] }],
])(
  'steps and gradients of %j with %j are as estimated, products within a factor',
  async ([training, curvature]) => {
    const opened = await session(training!, curvature!);
    const estimate = estimateCost(opened);
    const { state } = [...train(opened)].at(-1)!;
    expect(estimate.steps).toBe(state.step);
    expect(estimate.gradients).toBe(state.gradients);
    expect(estimate.products).toBeLessThanOrEqual(PRODUCT_FACTOR * state.products);
    expect(estimate.products).toBeGreaterThanOrEqual(state.products / PRODUCT_FACTOR);
    expect(estimate).toMatchObject({
      parameters: 12 * 16 + 16 + 16 + 1,
      trainRows: 405,
      testRows: 101,
      seeds: 1,
    });
  },
);
