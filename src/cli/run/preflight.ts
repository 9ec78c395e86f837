import { accessSync, constants } from 'node:fs';
import type { Experiment } from '../../config/experiment.ts';
import type { ArmConfig } from '../../config/schema.ts';
import { prepareData } from '../../data/prepare.ts';
import { availableBackends } from '../../objectives/tfjs/backend.ts';
import { UsageError } from '../errors.ts';

/**
 * Finds before anything is written what would stop an arm: data that cannot be used, a backend that is asked for
 * and not there, a parameter file that is missing.
 *
 * @throws DataError, UsageError
 */
export async function checkBeforeWriting({ arms }: Experiment): Promise<void> {
  const checked = new Set<string>();
  for (const { config } of arms) {
    const key = JSON.stringify(config.data);
    if (!checked.has(key)) prepareData(config.data, config.seeds[0]!);
    checked.add(key);
    checkParameterFile(config);
  }
  const backends = await availableBackends();
  for (const { name, config } of arms) {
    const { backend } = config.training;
    const missing = backends.find((candidate) => candidate.name === backend && !candidate.available);
    if (!missing || !usesTensorflow(config)) continue;
    const others = backends.filter(({ available }) => available).map((candidate) => candidate.name);
    throw new UsageError(
      `training.backend: ${backend} (arm ${name}) is not available on this machine: ${missing.reason}. Available: auto, ${others.join(', ')}. hessian-lab doctor tells more.`,
    );
  }
}

function checkParameterFile({ model }: ArmConfig): void {
  if (typeof model.initialization === 'string') return;
  const { file } = model.initialization;
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `model.initialization.file: ${file} cannot be read (${code}); the path is relative to the config that names it.`,
    );
  }
}

function usesTensorflow({ training, curvature }: ArmConfig): boolean {
  return training.engine === 'tfjs' || curvature.engine === 'tfjs';
}
