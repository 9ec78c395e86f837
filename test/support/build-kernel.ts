import { buildKernel, kernelIsBuilt } from '../../scripts/setup/kernel.mjs';
import { exclusively } from '../../scripts/setup/lock.mjs';
import { PROJECT } from '../../scripts/setup/paths.mjs';

/** Compiles the kernel of the closed form before the first test where its sources have changed. */
export default async function setup(): Promise<void> {
  if (kernelIsBuilt()) return;
  await exclusively(PROJECT, async () => {
    if (!kernelIsBuilt()) await buildKernel();
  });
}
