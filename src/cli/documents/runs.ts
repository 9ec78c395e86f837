import { z } from 'zod';
import { count, exitCode, real, status, text, texts } from './values.ts';

/** A run's row of `summary.csv` in camel case, with how it ended in words. */
const run = z.strictObject({
  arm: text,
  seed: count,
  status,
  epochs: count.nullable(),
  steps: count.nullable(),
  learningRate: real.nullable(),
  finalTrainLoss: real.nullable(),
  finalTestLoss: real.nullable(),
  lambdaMaxStart: real.nullable(),
  lambdaMaxEnd: real.nullable(),
  stabilityRatioStart: real.nullable(),
  stabilityRatioEnd: real.nullable(),
  epochsToTarget: count.nullable(),
  gradients: count,
  products: count,
  verification: z.enum(['agrees', 'disagrees']).nullable(),
  message: text,
  directory: text,
});

/** `run --json`. */
export const runDocument = z.strictObject({
  directory: text.describe('the run directory'),
  exitCode,
  engines: texts.describe('what computes what, and why'),
  notices: texts.describe('what to know'),
  runs: z
    .array(run)
    .describe('for each run the columns of summary.csv in camel case, with message and directory'),
});

const dryRun = z.literal(true).describe('nothing was written');
const seconds = z.number().describe('estimated, of all together');

/** `run --dry-run --json`. */
export const plannedRunDocument = z.strictObject({
  dryRun,
  name: text.describe('of the experiment'),
  arms: z
    .array(
      z.strictObject({
        name: text,
        config: z.record(text, z.unknown()),
        cost: z.strictObject({
          parameters: count,
          trainRows: count,
          testRows: count,
          curvatureRows: count,
          seeds: count,
          steps: count,
          gradients: count,
          products: count,
          seconds: z.number(),
          basis: text,
          bytes: z.number(),
          tfjsBytes: z.number(),
        }),
      }),
    )
    .describe('for each arm its name, resolved config and cost of one seed: steps, products, seconds, bytes'),
  seconds,
});

/** What tells a run of a sweep from the others: its folder, and the values of the axes. */
const place = {
  folder: text,
  arm: text,
  seed: count,
  values: z.record(text, z.unknown()),
  id: text,
};

/** `sweep --json`. */
export const sweepDocument = z.strictObject({
  directory: text.describe("the sweep's folder"),
  exitCode,
  runs: z
    .array(
      z.strictObject({
        ...place,
        label: text,
        status: z.union([status, z.literal('pending')]),
        message: text.nullable(),
        summary: z.record(text, z.union([real, text]).nullable()),
      }),
    )
    .describe(
      'for each run folder, label, arm, seed, values of the axes, id, status, message and summary: the columns of summary.csv',
    ),
});

/** `sweep --dry-run --json`. */
export const plannedSweepDocument = z.strictObject({
  dryRun,
  name: text.describe('of the sweep'),
  directory: text.describe('where it would go'),
  axes: texts.describe('the keys that vary'),
  duplicates: count.describe('left out: the same run as another'),
  excluded: count.describe('left out by where'),
  missing: count.describe('runs that would be carried out'),
  processes: count.describe('at once'),
  seconds,
  runs: z.array(z.strictObject(place)).describe('for each run folder, arm, seed, values of the axes and id'),
});

/** `worker --json`. */
export const workerDocument = z.strictObject({
  queue: text.describe('the address, without password'),
  exitCode,
  runs: z
    .array(
      z.strictObject({
        run: text,
        status,
        message: text,
        error: text.nullable(),
        summary: z.record(text, text).nullable(),
        seconds: z.number(),
      }),
    )
    .describe('what was carried out: run, status, message, error, summary and seconds'),
});
