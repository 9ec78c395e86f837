import { z } from 'zod';

const every = z
  .int()
  .min(1)
  .optional()
  .describe('Epochs from one measurement of this quantity to the next. Default: curvature.every.');
const count = z
  .int()
  .min(1)
  .default(10)
  .describe('Number of top eigenpairs; of a smaller network all of them.');

/**
 * Every quantity that can be measured of the Hessian, with its options and their defaults: the one list of names. What
 * each costs, keeps and writes stands in the table of `training/quantities`, which has an entry for each of them.
 */
export const quantityOptions = {
  lambda_max: z.strictObject({ every }).describe('Algebraically largest eigenvalue.'),
  lambda_min: z.strictObject({ every }).describe('Algebraically smallest eigenvalue.'),
  trace: z
    .strictObject({
      every,
      method: z
        .enum(['hutchinson', 'hutch++'])
        .default('hutchinson')
        .describe(
          'hutch++ takes the trace on the space of the largest eigenvalues exactly: a smaller standard error where a few of them stand out.',
        ),
      probes: z
        .int()
        .min(6)
        .default(30)
        .describe('Products to spend; the standard error falls with their square root.'),
    })
    .describe('Trace, estimated with random vectors.'),
  top_eigenvalues: z
    .strictObject({ every, count })
    .describe('The largest eigenvalues with their residuals: top-eigenvalues.csv.'),
  alignment: z
    .strictObject({ every, count })
    .describe('Share of the squared gradient norm in the space of the top eigenvectors.'),
  step_quality: z
    .strictObject({ every })
    .describe(
      'Decrease of the loss that the second-order expansion predicts, beside the actual one; best step along the gradient.',
    ),
  gauss_newton: z.strictObject({ every }).describe('Largest eigenvalue of the Gauss-Newton matrix.'),
  blocks: z
    .strictObject({
      every,
      by: z
        .enum(['parameter', 'layer'])
        .default('parameter')
        .describe('Blocks of each tensor (weights, biases, gamma, beta), or of each layer.'),
    })
    .describe('Largest eigenvalue of each diagonal block: blocks.csv.'),
  density: z
    .strictObject({
      every,
      probes: z.int().min(2).default(10).describe('Random vectors, each with a quadrature of its own.'),
      steps: z.int().min(1).default(60).describe('Lanczos steps of each probe, one product each.'),
    })
    .describe('Density of all eigenvalues, by stochastic Lanczos quadrature: density.csv.'),
  condition_number: z
    .strictObject({ every })
    .describe(
      'Condition number of the Hessian and of the Gauss-Newton matrix where they are defined. Takes the full spectrum: networks of up to 2,000 parameters.',
    ),
} as const;

/** A quantity that can be measured of the Hessian. */
export type Quantity = keyof typeof quantityOptions;
/** The resolved options of a quantity but for its rhythm. */
export type QuantityOptions<Q extends Quantity> = Omit<z.infer<(typeof quantityOptions)[Q]>, 'every'>;

/** Quantities in the order of their columns. */
export const QUANTITIES = Object.keys(quantityOptions) as Quantity[];
