import { z } from 'zod';

const PATH = 'dotted path of a config key, as in --set, such as training.optimizer.learningRate';

/** Evenly spaced values, or with `method: random` an interval to draw from. */
export const rangeSchema = z.strictObject({
  from: z.number({ error: 'a number' }).describe('The first value, or the lower end.'),
  to: z.number({ error: 'a number' }).describe('The last value, or the upper end.'),
  steps: z
    .int({ error: 'a whole number from 2' })
    .min(2, { error: 'a whole number from 2' })
    .optional()
    .describe('How many values, both ends among them; none with method: random.'),
  scale: z
    .enum(['linear', 'log'], { error: 'linear | log' })
    .default('linear')
    .describe('log: equal factors between the values; both ends above 0.'),
  integer: z
    .boolean({ error: 'true | false' })
    .default(false)
    .describe('true: round to whole numbers; equal ones count once.'),
});

const listSchema = z
  .array(z.unknown(), { error: 'a list of values' })
  .min(1, { error: 'a list of one value or more' });

const RANGE_OR_LIST = 'a list of values, or { from, to, steps, scale, integer }';

/** The section `sweep` of a file: which runs to make of its config. Strict. */
export const sweepSchema = z.strictObject(
  {
    method: z
      .enum(['grid', 'random', 'list'], { error: 'grid | random | list' })
      .optional()
      .describe(
        'grid: every combination of the axes; random: samples drawn from them; list: the points as written. Default: list where points are given, else grid.',
      ),
    axes: z
      .record(z.string(), z.union([listSchema, rangeSchema], { error: RANGE_OR_LIST }), {
        error: `a mapping from paths to values: ${PATH}: ${RANGE_OR_LIST}`,
      })
      .optional()
      .describe(
        `What varies: ${PATH}, each with ${RANGE_OR_LIST}. A value may be a whole section, seeds an axis.`,
      ),
    points: z
      .array(z.record(z.string(), z.unknown(), { error: 'a mapping from paths to values' }), {
        error: 'a list of mappings from paths to values',
      })
      .min(1, { error: 'a list of one mapping or more' })
      .optional()
      .describe('With method list: the points, each a mapping from paths to values.'),
    samples: z
      .int({ error: 'a whole number from 1' })
      .min(1, { error: 'a whole number from 1' })
      .optional()
      .describe('With method random: how many points to draw. Each runs under every arm and seed.'),
    seed: z
      .int({ error: 'a whole number from 0' })
      .min(0, { error: 'a whole number from 0' })
      .optional()
      .describe(
        'With method random: decides the points, not the runs. Default 0. More samples keep the first ones.',
      ),
    where: z
      .array(z.string({ error: 'a text' }), { error: 'a list of conditions' })
      .default([])
      .describe(
        'Conditions that a point has to fulfil, all of them: training.batchSize < 32 or model.batchNorm. Known are paths, arm, numbers, texts in quotes, true, false, null, + - * /, < <= > >= == !=, not, and, or, brackets. An order comparison with what is no number is false.',
      ),
  },
  { error: 'a mapping with axes or points' },
);

/** The resolved `sweep` section; which keys go with which method is checked apart. */
export type SweepSection = z.infer<typeof sweepSchema>;
/** `{ from, to, steps, scale, integer }`. */
export type SweepRange = z.infer<typeof rangeSchema>;
