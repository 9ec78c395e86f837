import type { ArmConfig } from '../config/schema.ts';
import { type PreparedData, prepareData } from '../data/prepare.ts';
import { mlpLayout, type ParameterLayout } from '../models/layout.ts';
import type { MlpSpecification } from '../models/specification.ts';
import { startParameters } from '../models/start.ts';
import type { MlpObjective } from '../objectives/contract.ts';
import { createOptimizer } from '../optimizers/create.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { type EnginePins, type Engines, openEngines } from './engines.ts';

/** One arm and seed with its data, engines and objectives ready: all that `train` needs. */
export interface TrainingSession {
  readonly config: ArmConfig;
  readonly seed: number;
  readonly specification: MlpSpecification;
  readonly layout: ParameterLayout;
  readonly data: PreparedData;
  /** Start parameters, [layout.dimension]. */
  readonly initial: Float64Array;
  readonly optimizer: Optimizer;
  readonly engines: Engines;
  /** The loss that is trained, over the whole training split. */
  readonly training: MlpObjective;
  /** The same loss by the engine that measures; the very same object where both engines are one. */
  readonly curvature: MlpObjective;
  /** null without a test split. */
  readonly test: MlpObjective | null;
  dispose(): void;
}

/**
 * Loads the data, starts the engines and draws the start parameters of one arm and seed.
 *
 * @param pins backends to compute on, whatever the config would choose here; default none
 * @throws {DataError} when the data cannot be used
 * @throws {ParameterFileError} when a parameter file does not fit the model
 * @throws {EngineUnavailableError} when this machine lacks a pinned backend
 */
export async function openSession(
  config: ArmConfig,
  seed: number,
  pins: EnginePins = {},
): Promise<TrainingSession> {
  const data = prepareData(config.data, seed);
  const specification = specificationOf(config, data);
  const layout = mlpLayout(specification);
  const initial = startParameters(config.model.initialization, layout, seed);
  const engines = await openEngines(config, specification.layers, data.train.inputs.rows, pins);
  const create = (engine: typeof engines.training, { inputs, targets }: PreparedData['train']) =>
    engine.createObjective(specification, inputs, targets);

  const training = create(engines.training, data.train);
  const curvature = engines.curvature === engines.training ? training : create(engines.curvature, data.train);
  const test = data.test && create(engines.training, data.test);
  const { optimizer } = config.training;
  return {
    config,
    seed,
    specification,
    layout,
    data,
    initial,
    optimizer: createOptimizer(optimizer),
    engines,
    training,
    curvature,
    test,
    dispose() {
      for (const objective of new Set([training, curvature, test])) objective?.dispose();
    },
  };
}

/** The network that a config describes on these data. */
export function specificationOf({ model }: ArmConfig, data: PreparedData): MlpSpecification {
  return {
    layers: [data.train.inputs.columns, ...model.hidden, data.train.targets.columns],
    activation: model.activation,
    batchNorm: model.batchNorm || null,
  };
}
