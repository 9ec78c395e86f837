import { totalmem } from 'node:os';
import type { Experiment } from '../../config/experiment.ts';
import type { ArmConfig } from '../../config/schema.ts';
import { prepareData } from '../../data/prepare.ts';
import { mlpLayout } from '../../models/layout.ts';
import { startParameters } from '../../models/start.ts';
import { availableBackends } from '../../objectives/tfjs/backend.ts';
import { specificationOf } from '../../training/session.ts';
import { UsageError } from '../errors.ts';

/**
 * Finds before anything is written what would stop an arm: data that cannot be used, a network that does not fit into
 * memory, a parameter file that is missing or does not fit, a backend that is asked for and not there. The problems of
 * all arms are told together.
 *
 * @throws DataError, ParameterFileError, UsageError
 */
export async function checkBeforeWriting({ arms }: Experiment): Promise<void> {
  const problems = new Map<string, unknown>();
  for (const { config } of arms) {
    try {
      checkArm(config);
    } catch (error) {
      // What arms share is told once.
      problems.set(error instanceof Error ? error.message : String(error), error);
    }
  }
  if (problems.size === 1) throw [...problems.values()][0];
  if (problems.size > 1) throw new UsageError([...problems.keys()].join('\n'));
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

function checkArm(config: ArmConfig): void {
  const [seed] = config.seeds as [number];
  const specification = specificationOf(config, prepareData(config.data, seed));
  const { dimension } = mlpLayout(specification);
  const bytes = BYTES_PER_PARAMETER * dimension;
  if (bytes > totalmem()) {
    throw new UsageError(
      `model.hidden: [${config.model.hidden}] has ${dimension} parameters, which take about ` +
        `${Math.ceil(bytes / 2 ** 30)} GiB; this machine has ${Math.floor(totalmem() / 2 ** 30)}. Use narrower layers.`,
    );
  }
  if (typeof config.model.initialization !== 'string') {
    startParameters(config.model.initialization, mlpLayout(specification), seed);
  }
}

/** Parameters, gradient, velocity, eigenvectors, products and their float32 copies: about twenty numbers each. */
const BYTES_PER_PARAMETER = 20 * 8;

function usesTensorflow({ training, curvature }: ArmConfig): boolean {
  return training.engine === 'tfjs' || curvature.engine === 'tfjs';
}
