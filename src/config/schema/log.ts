import { z } from 'zod';

/** What is written of a run beside its CSV logs. No key here changes a number. */
export const logSchema = z.strictObject({
  tensorboard: z
    .boolean()
    .default(false)
    .describe(
      'true: the numbers of epochs.csv also go, as float32 scalars, to an event file in the folder of each run: tensorboard --logdir results/<name>.',
    ),
});
