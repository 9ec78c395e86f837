import { followParent } from '../../src/processes/child.ts';
import type { Job } from '../../src/sweeps/job.ts';
import { openSession } from '../../src/training/session.ts';
import { train } from '../../src/training/train.ts';

followParent();

/** The run itself: data, engines and training, and nothing written. */
export default async function work({ config, seed }: Job): Promise<void> {
  const session = await openSession(config, seed);
  for (const _ of train(session, null)) await new Promise(setImmediate);
  session.dispose();
}
