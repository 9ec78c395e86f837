import { z } from 'zod';

const UPDATE_RULE =
  'The update rule: plain gradient descent, momentum (heavy ball), or nesterov (momentum that looks ahead).';

/** A step size, as a number or as a share of the stability limit at the start. */
export const learningRateSchema = z.union([
  z.number().gt(0),
  z.strictObject({
    relativeToStability: z
      .number()
      .gt(0)
      .describe(
        'Share of the largest stable learning rate at the first parameters, lambda_max being that of curvature.samples: 2/lambda_max for gradient descent, 2(1+momentum)/lambda_max for momentum, 2(1+momentum)/(lambda_max(1+2*momentum)) for nesterov. 1: the edge of stability.',
      ),
  }),
]);

const learningRate = learningRateSchema
  .default({ relativeToStability: 0.5 })
  .describe(
    'Step size: a number, or { relativeToStability: share } of the stability limit at the start. Shorthand: training.learningRate.',
  );

const gradientDescentSchema = z.strictObject({
  type: z.literal('gradient-descent').default('gradient-descent').describe(UPDATE_RULE),
  learningRate,
});

const momentumSchema = z.strictObject({
  type: z.enum(['momentum', 'nesterov']).describe(UPDATE_RULE),
  learningRate,
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .describe('Share of the last velocity that is kept, in [0, 1): v <- momentum * v + gradient.'),
});

/** The update rule with its numbers. */
export const optimizerSchema = z.discriminatedUnion('type', [gradientDescentSchema, momentumSchema]);

/** How parameters are fitted. */
export const trainingSchema = z.strictObject({
  engine: z
    .enum(['tfjs', 'closed-form'])
    .default('tfjs')
    .describe('What computes the gradients: TensorFlow.js in float32, or the closed form in float64.'),
  backend: z
    .enum(['auto', 'native', 'wasm', 'cpu'])
    .default('auto')
    .describe('Backend of TensorFlow.js wherever it computes. auto: chosen by the size of the network.'),
  optimizer: optimizerSchema.prefault({}).describe('The update rule with its numbers.'),
  batchSize: z
    .union([z.literal('full'), z.int().min(1)])
    .default('full')
    .describe('Rows per step: full, or a number. Rows are shuffled each epoch.'),
  epochs: z.int().min(0).default(100).describe('Passes over the training split. 0: only measures the start.'),
  targetLoss: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe('summary.csv tells how many epochs the training loss needed to reach this. null: no target.'),
  stopAtTarget: z.boolean().default(false).describe('true: also stop once targetLoss is reached.'),
});

/** A number, or a share of the stability limit at the start. */
export type LearningRateConfig = z.infer<typeof learningRateSchema>;
/** The resolved `training.optimizer` section. */
export type OptimizerConfig = z.infer<typeof optimizerSchema>;
/** The resolved `training` section. */
export type TrainingConfig = z.infer<typeof trainingSchema>;
