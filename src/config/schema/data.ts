import { z } from 'zod';

/** Data sets that come with the package. */
export const BUILT_IN_SOURCES = [
  'boston-house-prices',
  'cps-wages',
  'us-births',
  'sensor-network',
  'penguins',
] as const;

const SOURCE =
  'Where the rows come from: a data set of the package (hessian-lab datasets lists them), file for a CSV file with a header line, or synthetic rows drawn from the seed: linear, sine, chebyshev.';

/** How a table of columns is transformed. Fitted on the training split alone, applied to both splits. */
export const transformSchema = z.enum(['raw', 'centered', 'scaled', 'standardized', 'whitened']);

/** Input columns of a synthetic source. */
export const DEFAULT_FEATURES = 4;

const columnNames = z.array(z.string().min(1)).min(1);

/** Keys of every data source. */
const split = {
  inputs: transformSchema
    .default('raw')
    .describe(
      'Transform of the inputs, fitted on the training split alone: centered is x - mean, scaled x / std, standardized both, whitened zero mean and identity covariance (ZCA). std is the population one.',
    ),
  targets: transformSchema.default('raw').describe('Transform of the targets; the same choices as inputs.'),
  testFraction: z
    .number()
    .min(0)
    .lt(1)
    .default(0.2)
    .describe(
      'Share of the rows kept for the test loss, in [0, 1). 0: no test split, test_loss stays empty.',
    ),
};

/** Keys of the sources that draw their rows from the seed. */
const synthetic = {
  rows: z.int().min(2).default(256).describe('Rows to draw, both splits together.'),
  features: z.int().min(1).default(DEFAULT_FEATURES).describe('Input columns.'),
  noise: z
    .number()
    .min(0)
    .default(0.1)
    .describe('Standard deviation of the Gaussian noise added to the target, in units of the target.'),
  mean: z
    .union([z.number(), z.array(z.number()).min(1)])
    .default(0)
    .describe('Mean of the inputs: one number for every column, or a list with one number for each column.'),
  covariance: z
    .union([
      z.strictObject({
        conditionNumber: z
          .number()
          .min(1)
          .describe('Largest over smallest eigenvalue of the covariance of the inputs.'),
      }),
      z.array(z.array(z.number()).min(1)).min(1),
    ])
    .default({ conditionNumber: 1 })
    .describe(
      'Covariance of the inputs: a symmetric matrix as a list of rows, or a condition number. 1: the identity.',
    ),
};

const builtInDataSchema = z.strictObject({
  source: z.enum(BUILT_IN_SOURCES).describe(SOURCE),
  ...split,
});

const fileDataSchema = z.strictObject({
  source: z.literal('file').describe(SOURCE),
  path: z
    .string()
    .min(1)
    .describe('The CSV file, relative to the directory of this config (in --set: to the current directory).'),
  target: z
    .union([z.string().min(1), columnNames])
    .describe('Name of the target column, or a list of names for several outputs.'),
  features: columnNames
    .nullable()
    .default(null)
    .describe('Names of the input columns. null: every column that is no target.'),
  ...split,
});

const smoothDataSchema = z.strictObject({
  source: z.enum(['linear', 'sine']).describe(SOURCE),
  ...synthetic,
  ...split,
});

const chebyshevDataSchema = z.strictObject({
  source: z.literal('chebyshev').describe(SOURCE),
  ...synthetic,
  degree: z.int().min(0).default(3).describe('Degree of the Chebyshev polynomial.'),
  ...split,
});

/** Where the rows come from and how they are split and transformed. `source` has no default. */
export const dataSchema = z.discriminatedUnion('source', [
  builtInDataSchema,
  fileDataSchema,
  smoothDataSchema,
  chebyshevDataSchema,
]);

/** `raw`, `centered`, `scaled`, `standardized` or `whitened`. */
export type Transform = z.infer<typeof transformSchema>;
/** The resolved `data` section. */
export type DataConfig = z.infer<typeof dataSchema>;
/** A data set that comes with the package. */
export type BuiltInDataConfig = z.infer<typeof builtInDataSchema>;
/** A CSV file; `path` is absolute once resolved. */
export type FileDataConfig = z.infer<typeof fileDataSchema>;
/** Rows drawn from the seed. */
export type SyntheticDataConfig = z.infer<typeof smoothDataSchema> | z.infer<typeof chebyshevDataSchema>;
