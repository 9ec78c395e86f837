import { z } from 'zod';

const INITIALIZATIONS = [
  'glorot-normal',
  'glorot-uniform',
  'he-normal',
  'he-uniform',
  'lecun-normal',
  'lecun-uniform',
] as const;

/** What `batchNorm: true` stands for: Keras' defaults. */
export const BATCH_NORM_DEFAULTS = { epsilon: 1e-3, momentum: 0.99 };

const batchNormParametersSchema = z.strictObject({
  epsilon: z
    .number()
    .gt(0)
    .default(BATCH_NORM_DEFAULTS.epsilon)
    .describe('Added to the batch variance before the square root.'),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(BATCH_NORM_DEFAULTS.momentum)
    .describe(
      "Of the running statistics: running = momentum * running + (1 - momentum) * batch, Keras' convention (PyTorch's momentum is 1 minus this).",
    ),
});

/** `false`, `true` or the numbers; `true` becomes `BATCH_NORM_DEFAULTS`. */
const batchNormSchema = z
  .union([z.boolean(), batchNormParametersSchema])
  .transform((batchNorm) => (batchNorm === true ? { ...BATCH_NORM_DEFAULTS } : batchNorm));

/** The multilayer perceptron: affine layers; each hidden one is followed by batch norm (if any) and the activation. */
export const modelSchema = z.strictObject({
  hidden: z
    .array(z.int().min(1))
    .default([32, 32])
    .describe('Units of each hidden layer, from the inputs to the output. []: a linear model.'),
  activation: z
    .enum(['relu', 'sigmoid', 'tanh', 'linear'])
    .default('tanh')
    .describe('Activation of every hidden layer; the output layer is always linear.'),
  batchNorm: batchNormSchema
    .prefault(false)
    .describe(
      'Batch norm between affine layer and activation. true: epsilon 1e-3 and momentum 0.99; or both by name.',
    ),
  initialization: z
    .union([
      z.enum(INITIALIZATIONS),
      z.strictObject({
        file: z
          .string()
          .min(1)
          .describe(
            'JSON file of named parameters, relative to the directory of this config (in --set: to the current directory).',
          ),
      }),
    ])
    .default('glorot-normal')
    .describe('How the weights start (biases at 0), or { file: parameters.json } to start from given ones.'),
});

/** The resolved `model` section: `batchNorm` is `false` or its two numbers. */
export type ModelConfig = z.infer<typeof modelSchema>;
/** A rule that draws the first weights, such as `glorot-normal`. */
export type InitializationName = (typeof INITIALIZATIONS)[number];
