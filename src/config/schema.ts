import { z } from 'zod';
import { curvatureSchema } from './schema/curvature.ts';
import { dataSchema } from './schema/data.ts';
import { logSchema } from './schema/log.ts';
import { modelSchema } from './schema/model.ts';
import { nameSchema } from './schema/name.ts';
import { optimizerSchema, trainingSchema } from './schema/training.ts';

export type { CurvatureConfig, MeasureEntry } from './schema/curvature.ts';
export type {
  BuiltInDataConfig,
  DataConfig,
  FileDataConfig,
  SyntheticDataConfig,
  Transform,
} from './schema/data.ts';
export type { InitializationName, ModelConfig } from './schema/model.ts';
export type { Quantity, QuantityOptions } from './schema/quantities.ts';
export type { LearningRateConfig, OptimizerConfig, TrainingConfig } from './schema/training.ts';

/** The keys that an arm may override. */
export const sections = {
  data: dataSchema.describe('Where the rows come from, how they are split and transformed.'),
  model: modelSchema.prefault({}).describe('The multilayer perceptron.'),
  training: trainingSchema.prefault({}).describe('How the parameters are fitted.'),
  curvature: curvatureSchema.prefault({}).describe('What is measured of the Hessian of the training loss.'),
  log: logSchema.prefault({}).describe('What is written of a run beside its CSV logs.'),
  deterministic: z
    .boolean()
    .default(false)
    .describe('true: byte-identical logs across Node versions and processors, at some cost in speed.'),
  verify: z
    .boolean()
    .default(false)
    .describe(
      'true: at the first and last epoch the closed form and TensorFlow.js autodiff compute loss, gradient and Hessian-vector products, and verification.csv tells how far they agree; where they do not, the exit code is 4.',
    ),
};

/** The keys that stand once in a file. */
export const identity = {
  name: nameSchema.describe(
    "Name of the experiment and of its directory. Default: the file's name without extension.",
  ),
  seeds: z
    .array(z.int().min(0))
    .min(1)
    .default([1])
    .describe('Every arm runs once for each seed: distinct integers from 0 to 2^53 - 1.'),
};

/** One arm with every key filled in. Strict: an unknown key is an issue. */
export const armSchema = z.strictObject({ ...identity, ...sections });

/** The unions of the config, with the key that chooses the variant and the path where they stand. */
export const discriminatedUnions = [
  { path: ['data'], discriminator: 'source', variants: dataSchema.options },
  { path: ['training', 'optimizer'], discriminator: 'type', variants: optimizerSchema.options },
] as const;

// An interface, since an inferred type loses its name where it is used: in declarations and in the API reference.
/** One arm, fully resolved: nothing is left to default and paths are absolute. */
export interface ArmConfig extends z.infer<typeof armSchema> {}
