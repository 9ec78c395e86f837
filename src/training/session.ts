import type { ArmConfig } from '../config/schema.ts';
import { type DataPart, type PreparedData, prepareData } from '../data/prepare.ts';
import { mlpLayout, type ParameterLayout } from '../models/layout.ts';
import type { MlpSpecification } from '../models/specification.ts';
import { startParameters } from '../models/start.ts';
import type { MlpObjective } from '../objectives/contract.ts';
import type { MlpEngine } from '../objectives/engine.ts';
import { createOptimizer } from '../optimizers/create.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { type CurvatureRows, chooseCurvatureRows } from './curvature-rows.ts';
import type { EnginePins } from './engine-pins.ts';
import { type Engines, openEngines } from './engines.ts';

/** One arm and seed with its data, engines and objectives ready: all that `train` needs. */
export interface TrainingSession {
  /** The arm, with every key filled in. */
  readonly config: ArmConfig;
  /** What split, start, batches and probes are drawn from. */
  readonly seed: number;
  /** The network: the hidden layers of the config between the columns of the data. */
  readonly specification: MlpSpecification;
  /** Where its parameters lie in the flat vector. */
  readonly layout: ParameterLayout;
  /** Split and transformed. */
  readonly data: PreparedData;
  /** The rows that the curvature is of. */
  readonly curvatureRows: CurvatureRows;
  /** Start parameters, [layout.dimension]. */
  readonly initial: Float64Array;
  /** The update rule of the config. */
  readonly optimizer: Optimizer;
  /** What computes what. */
  readonly engines: Engines;
  /** The loss that is trained, over the whole training split. */
  readonly training: MlpObjective;
  /**
   * The loss over `curvatureRows` by the engine that measures; the very same object where the engines are one and the
   * rows are all.
   */
  readonly curvature: MlpObjective;
  /** null without a test split. */
  readonly test: MlpObjective | null;
  /** What the user should know of data, rows and batches but need not mend. */
  readonly notices: readonly string[];
  /** Frees the memory of the objectives, which are of no use afterwards. */
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
  pins: EnginePins = [],
): Promise<TrainingSession> {
  const data = prepareData(config.data, seed);
  const specification = specificationOf(config, data);
  const layout = mlpLayout(specification);
  const initial = startParameters(config.model.initialization, layout, seed);
  const engines = await openEngines(config, specification.layers, data.train.inputs.rows, pins);
  const curvatureRows = chooseCurvatureRows(data, config.curvature.samples, seed);
  const create = (engine: MlpEngine, { inputs, targets }: DataPart) =>
    engine.createObjective(specification, inputs, targets);

  const training = create(engines.training, data.train);
  const isShared = engines.curvature === engines.training && curvatureRows.isWhole;
  const curvature = isShared ? training : create(engines.curvature, curvatureRows.part);
  const test = data.test && create(engines.inference, data.test);
  const { optimizer } = config.training;
  return {
    config,
    seed,
    specification,
    layout,
    data,
    curvatureRows,
    initial,
    optimizer: createOptimizer(optimizer),
    engines,
    training,
    curvature,
    test,
    notices: [...data.notices, ...curvatureRows.notices, ...batchNotices(config, data.train.inputs.rows)],
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

/** A last batch in which batch norm has nothing to normalize. */
function batchNotices({ model, training }: ArmConfig, rows: number): string[] {
  const { batchSize } = training;
  if (!model.batchNorm || batchSize === 'full' || rows % batchSize !== 1) return [];
  return [
    `training.batchSize: ${rows} rows in batches of ${batchSize} leave one row for the last batch of each epoch, whose batch variance is 0`,
  ];
}
