import { z } from 'zod';
import { QUANTITIES, type Quantity, quantityOptions } from './quantities.ts';

/** A quantity by name, or with options of its own: `trace` or `{ trace: { every: 10 } }`. */
const measureEntrySchema = z.union([
  z.enum(QUANTITIES),
  z
    .strictObject(
      Object.fromEntries(
        Object.entries(quantityOptions).map(([name, options]) => [name, options.optional()]),
      ) as { [Q in Quantity]: z.ZodOptional<(typeof quantityOptions)[Q]> },
    )
    // A misspelt name is one issue, not two.
    .refine((entry) => Object.keys(entry).length > 0, { when: ({ issues }) => issues.length === 0 }),
]);

const keysSchema = z.strictObject({
  engine: z
    .enum(['auto', 'closed-form', 'tfjs'])
    .default('auto')
    .describe(
      'What computes the Hessian-vector products: the closed form in float64, or TensorFlow.js autodiff in float32. auto: the closed form where the model has one.',
    ),
  precision: z
    .enum(['float64', 'float32', 'mixed'])
    .default('float64')
    .describe(
      'What the closed form measures in. float32: about half the time, residuals down to about 1e-5 of the eigenvalue. mixed: products in float32, those behind a reported residual in float64. Training stays in float64. TensorFlow.js is float32 whatever this says.',
    ),
  samples: z
    .union([z.literal('all'), z.int().min(1)])
    .default('all')
    .describe(
      'Training rows whose loss the curvature is of: all, or this many of them, drawn once per seed without replacement; with batch norm, under the statistics of these rows. stability_ratio and a learning rate relative to stability rest on it; train_loss and gradient_norm stay those of all rows.',
    ),
  cacheMiB: z
    .int()
    .min(0)
    .default(1024)
    .describe(
      'Most memory, in MiB, for the activations that the closed form keeps between passes, when it trains and when it measures; beyond it products repeat the passes of the other rows, with the same result. Batch norm needs all rows at once and is not bounded, nor is TensorFlow.js.',
    ),
  method: z
    .enum(['power-iteration', 'lanczos', 'auto'])
    .default('power-iteration')
    .describe(
      'How lambda_max is found. auto: Lanczos at the start, power iteration while its warm starts stay cheap. lambda_min is always found by auto.',
    ),
  every: z.int().min(1).default(1).describe('Epochs from one measurement to the next.'),
  tolerance: z
    .number()
    .gt(0)
    .lt(1)
    .default(1e-3)
    .describe('An eigenvalue has converged when its residual ||Hv - lambda v|| <= tolerance * |lambda|.'),
  maxIterations: z
    .int()
    .min(1)
    .default(200)
    .describe(
      'Most Hessian-vector products for one eigenvalue (for all of top_eigenvalues and alignment together, for one of blocks); beyond: status max-iterations. The products of a probe come on top.',
    ),
  probeEvery: z
    .int()
    .min(1)
    .default(10)
    .describe(
      'Measurements from one probe to the next: a few Lanczos steps from a random vector, which notice that another eigenvalue has become the largest.',
    ),
  measure: z
    .array(measureEntrySchema)
    .default(['lambda_max'])
    .describe(
      'What to measure: names, or { name: { every: epochs, ... } } for a rhythm and options of its own. All of it is of the loss of the rows of curvature.samples, losses and gradients included.',
    ),
});

/** What is measured of the Hessian, how, and how often. TensorFlow.js resolves to the precision that it has. */
export const curvatureSchema = keysSchema.transform((keys) =>
  keys.engine === 'tfjs' ? { ...keys, precision: 'float32' as const } : keys,
);

/** An entry of `curvature.measure`. */
export type MeasureEntry = z.infer<typeof measureEntrySchema>;
/** The resolved `curvature` section. */
export type CurvatureConfig = z.infer<typeof curvatureSchema>;
