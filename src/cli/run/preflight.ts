import type { Experiment } from '../../config/experiment.ts';
import type { ArmConfig } from '../../config/schema.ts';
import { DataError } from '../../data/errors.ts';
import { prepareData } from '../../data/prepare.ts';
import { mlpLayout } from '../../models/layout.ts';
import { ParameterFileError } from '../../models/parameters.ts';
import { readParameterFile, startParameters } from '../../models/start.ts';
import { chooseVariant } from '../../objectives/closed-form/kernel/module.ts';
import { chooseThreads } from '../../objectives/closed-form/kernel/threads.ts';
import { availableBackends } from '../../objectives/tfjs/backend.ts';
import { checkpointCadence } from '../../runs/checkpoint-cadence.ts';
import { MOST_PARAMETERS } from '../../training/quantities/condition-number.ts';
import { plannedQuantities } from '../../training/quantities/table.ts';
import { specificationOf } from '../../training/session.ts';
import {
  availableBytes,
  countParameters,
  drawnDataBytes,
  estimateMemory,
  formatBytes,
  mostParameters,
  type RunSize,
} from './memory.ts';
import { ArmProblems } from './problems.ts';

/**
 * Finds before anything is written what would stop an arm: an environment variable with a wrong value, data that cannot
 * be used, a network that does not fit into memory or is too large for a quantity to measure, a parameter file that is
 * missing or does not fit, a backend that is asked for and not there. The problems of all arms are told together.
 *
 * @throws PreflightError, SettingError
 */
export async function checkBeforeWriting(
  { arms }: Pick<Experiment, 'arms'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  checkSettings(env);
  const problems = new ArmProblems();
  const backends = await availableBackends();
  const shapes = new Map<string, RunSize | DataError>();
  for (const { name, config } of arms) {
    const add = (path: string, place: string | null, problem: string) =>
      problems.add(name, path, place, problem);
    const shape = checkData(config, shapes, add);
    const fits = shape === null || checkMemory(config, shape, add);
    if (shape && fits) checkSpectrum(config, shape, add);
    checkParameterFile(config, fits ? shape : null, add);

    const { backend } = config.training;
    const missing = backends.find((candidate) => candidate.name === backend && !candidate.available);
    if (!missing || !usesTensorflow(config)) continue;
    const others = backends.filter(({ available }) => available).map((candidate) => candidate.name);
    add(
      'training.backend',
      null,
      `${backend} is not available on this machine: ${missing.reason}. Available: auto, ${others.join(', ')}. hessian-lab doctor tells more.`,
    );
  }
  problems.throwIfAny(arms.map(({ name }) => name));
}

/** Reads each environment variable that a run will read. */
function checkSettings(env: NodeJS.ProcessEnv): void {
  chooseThreads('auto', env);
  chooseVariant(false, env);
  checkpointCadence(env);
}

type Report = (path: string, place: string | null, problem: string) => void;

/** The shape of an arm's data; null where they cannot be used. Arms with the same data read them once. */
function checkData(config: ArmConfig, known: Map<string, RunSize | DataError>, add: Report): RunSize | null {
  const bytes = drawnDataBytes(config);
  if (bytes > availableBytes()) {
    const { rows, features } = config.data as { rows: number; features: number };
    const problem = `${rows} rows of ${features} inputs take about ${formatBytes(bytes)}, ${thisMachine()}; draw fewer rows or inputs.`;
    add('data.rows', null, problem);
    return null;
  }
  const key = JSON.stringify([config.data, config.model]);
  const shape = known.get(key) ?? shapeOf(config);
  known.set(key, shape);
  if (!(shape instanceof DataError)) return shape;
  for (const { key: path, text } of shape.details) {
    add(path, shape.place === path ? null : shape.place, text);
  }
  return null;
}

function shapeOf(config: ArmConfig): RunSize | DataError {
  try {
    const data = prepareData(config.data, config.seeds[0]!);
    return {
      specification: specificationOf(config, data),
      trainRows: data.train.inputs.rows,
      testRows: data.test?.inputs.rows ?? 0,
    };
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

/** Whether an arm's network fits into memory and into its files. */
function checkMemory(config: ArmConfig, size: RunSize, add: Report): boolean {
  const { layers, batchNorm } = size.specification;
  const parameters = countParameters(layers, config);
  const { bytes, tfjsBytes } = estimateMemory(size, config);
  const most = mostParameters(layers, config);
  const subject = `${layers.join('-')} has ${parameters} parameters, which`;
  if (bytes > availableBytes()) {
    const rows = size.trainRows + size.testRows;
    const need = `with ${rows} rows take about ${formatBytes(bytes)} of memory, ${thisMachine()}`;
    const share =
      tfjsBytes > bytes / 2
        ? ` ${formatBytes(tfjsBytes)} of it are TensorFlow.js's, which no setting bounds${batchNorm ? '' : '; the closed form keeps to curvature.cacheMiB (training.engine, curvature.engine: closed-form, curvature.precision: float64)'}.`
        : '';
    add('model.hidden', null, `${subject} ${need}.${share} Use fewer or narrower layers, or fewer rows.`);
  } else if (parameters > most) {
    const limit = `are more than the ${most} that this run could save in one file`;
    add('model.hidden', null, `${subject} ${limit}. Use fewer or narrower layers.`);
  } else {
    return true;
  }
  return false;
}

/** Whether what takes the full spectrum can have it. */
function checkSpectrum(config: ArmConfig, { specification }: RunSize, add: Report): void {
  const { layers } = specification;
  const parameters = countParameters(layers, config);
  if (parameters <= MOST_PARAMETERS) return;
  for (const { quantity, needsFullSpectrum } of plannedQuantities(config.curvature)) {
    if (!needsFullSpectrum) continue;
    const problem = `${quantity} takes the full spectrum, whose time grows with the cube of the parameters: at most ${MOST_PARAMETERS}, and ${layers.join('-')} has ${parameters}. Use fewer or narrower layers, or measure density or top_eigenvalues instead.`;
    add('curvature.measure', null, problem);
  }
}

function thisMachine(): string {
  return `this machine has ${formatBytes(availableBytes())}`;
}

/** Reads an arm's parameter file; its tensors can be compared with the network only where that is known. */
function checkParameterFile({ model, seeds }: ArmConfig, shape: RunSize | null, add: Report): void {
  const { initialization } = model;
  if (typeof initialization === 'string') return;
  try {
    if (shape) startParameters(initialization, mlpLayout(shape.specification), seeds[0]!);
    else readParameterFile(initialization.file);
  } catch (error) {
    if (!(error instanceof ParameterFileError)) throw error;
    for (const problem of error.problems) add('model.initialization.file', initialization.file, problem);
  }
}

function usesTensorflow({ training, curvature, verify }: ArmConfig): boolean {
  return training.engine === 'tfjs' || curvature.engine === 'tfjs' || verify;
}
