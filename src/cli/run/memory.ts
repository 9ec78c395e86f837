import { constants } from 'node:buffer';
import { totalmem } from 'node:os';
import type { ArmConfig, CurvatureConfig } from '../../config/schema.ts';
import { mlpLayout, type ParameterLayout } from '../../models/layout.ts';
import type { MlpSpecification } from '../../models/specification.ts';
import type { QuantityCost } from '../../training/quantities/quantity.ts';
import { plannedQuantities } from '../../training/quantities/table.ts';

/** Copies of each number that are alive at once, by the kind of array; measured on runs, with room to spare. */
const COPIES = {
  /** Parameters, gradients, velocity, eigenvectors, products, and their float32 copies. */
  parameters: 20,
  /** The source, its split, and the transformed rows. Each objective has a copy of its own. */
  data: 3,
};

/** Numbers that an objective keeps for each row and unit. */
const KEPT = {
  /** The closed form: output, delta and two derivatives of the activation. */
  closedForm: 4,
  /** With batch norm three more, and four tangents of all rows at once. */
  closedFormBatchNorm: 11,
  /** TensorFlow.js, in float32: the tape of the gradient and that of a product. */
  tfjs: 24,
  /** TensorFlow.js, the test loss alone. */
  tfjsForward: 4,
};

/** Bytes of a float64 number. */
const DOUBLE = 8;

/** Characters of a parameter in `checkpoint.json` for each vector saved, and in `parameters.json`. */
const CHECKPOINT_CHARACTERS = 32 / 3;
const PARAMETER_FILE_CHARACTERS = 33;

/** Bytes that drawn data take with their split and transforms, counted before they are drawn; 0 for other sources. */
export function drawnDataBytes({ data }: ArmConfig): number {
  if (!('rows' in data)) return 0;
  const { rows, features, covariance, inputs } = data;
  const isIdentity = 'conditionNumber' in covariance && covariance.conditionNumber === 1;
  const squares = (isIdentity ? 0 : 1) + (inputs === 'whitened' ? 1 : 0);
  return DOUBLE * COPIES.data * (rows * (features + 1) + squares * features ** 2);
}

/** What decides the memory of a run. */
export interface RunSize {
  readonly specification: MlpSpecification;
  readonly trainRows: number;
  readonly testRows: number;
}

/** Bytes of memory at the peak of a run, about: right to a factor of two. Node and TensorFlow themselves come on top. */
export interface MemoryEstimate {
  readonly bytes: number;
  /** The part that TensorFlow.js keeps for its rows: no setting bounds it. 0 where it does not run. */
  readonly tfjsBytes: number;
}

/**
 * Estimates the memory of one run. The closed form keeps activations up to `curvature.cacheMiB` in each objective (with
 * batch norm those of all rows), TensorFlow.js those of all rows.
 */
export function estimateMemory(size: RunSize, config: ArmConfig): MemoryEstimate {
  const { specification, trainRows, testRows } = size;
  const { layers } = specification;
  const { training, curvature, verify } = config;
  const measuring = curvature.engine === 'auto' ? 'closed-form' : curvature.engine;
  const sampled = curvature.samples === 'all' ? trainRows : Math.min(trainRows, curvature.samples);
  const perRow = layers[0]! + layers.at(-1)!;
  const units = layers.slice(1).reduce((sum, width) => sum + width, 0);

  const layout = layoutFor(layers, config);
  const { basis, kept } = measuringVectors(curvature, layout);
  let bytes =
    DOUBLE *
    ((COPIES.parameters + basis + kept) * layout.dimension + COPIES.data * (trainRows + testRows) * perRow);
  let tfjsBytes = 0;
  const addObjective = (engine: 'tfjs' | 'closed-form', rows: number, precision = 'float64') => {
    if (engine === 'tfjs') tfjsBytes += (DOUBLE / 2) * rows * (perRow + KEPT.tfjs * units);
    else bytes += closedFormBytes(specification, rows, precision, curvature.cacheMiB);
  };
  addObjective(training.engine, trainRows);
  const isShared =
    measuring === training.engine && (measuring === 'tfjs' || curvature.precision === 'float64');
  if (!isShared || sampled < trainRows) addObjective(measuring, sampled, curvature.precision);
  if (verify) {
    for (const engine of ['tfjs', 'closed-form'] as const) {
      if (engine !== measuring && !(engine === training.engine && sampled === trainRows))
        addObjective(engine, sampled);
    }
  }
  if (training.engine === 'tfjs') tfjsBytes += (DOUBLE / 2) * testRows * (perRow + KEPT.tfjsForward * units);
  else bytes += DOUBLE * testRows * perRow;
  return { bytes: bytes + tfjsBytes, tfjsBytes };
}

/** Rows and activations of one objective; `mixed` has one in each precision. */
function closedFormBytes(
  { layers, batchNorm }: MlpSpecification,
  rows: number,
  precision: string,
  cacheMiB: number,
): number {
  const inputsAndOutputs = layers[0]! + layers.at(-1)!;
  const units = layers.slice(1).reduce((sum, width) => sum + width, 0);
  const of = (bytes: number) => {
    const kept = bytes * rows * units * (batchNorm ? KEPT.closedFormBatchNorm : KEPT.closedForm);
    return bytes * rows * inputsAndOutputs + (batchNorm ? kept : Math.min(kept, cacheMiB * 2 ** 20));
  };
  return (precision === 'float32' ? 0 : of(DOUBLE)) + (precision === 'float64' ? 0 : of(DOUBLE / 2));
}

/** Vectors of all parameters that measuring takes at once, and those that it keeps for the next time. */
function measuringVectors(
  curvature: CurvatureConfig,
  layout: ParameterLayout,
): Pick<QuantityCost, 'basis' | 'kept'> {
  const size = { parameters: layout.dimension, tensors: layout.entries.length };
  const costs = plannedQuantities(curvature).map(({ cost }) => cost(size));
  return {
    // Quantities are measured one after the other.
    basis: Math.max(0, ...costs.map(({ basis }) => basis)),
    kept: costs.reduce((sum, { kept }) => sum + kept, 0),
  };
}

/** Number of parameters, counted without drawing them. */
export function countParameters(layers: readonly number[], config: ArmConfig): number {
  return layoutFor(layers, config).dimension;
}

function layoutFor(layers: readonly number[], { model }: ArmConfig): ParameterLayout {
  return mlpLayout({ layers, activation: model.activation, batchNorm: model.batchNorm || null });
}

/** Most parameters that a run can save: `parameters.json` and `checkpoint.json` are one text each, which Node limits. */
export function mostParameters(layers: readonly number[], config: ArmConfig): number {
  const velocity = config.training.optimizer.type === 'gradient-descent' ? 0 : 1;
  const { kept } = measuringVectors(config.curvature, layoutFor(layers, config));
  const characters = Math.max(PARAMETER_FILE_CHARACTERS, CHECKPOINT_CHARACTERS * (1 + velocity + kept));
  return Math.floor(constants.MAX_STRING_LENGTH / characters);
}

/** Bytes of memory that this process may use: the machine's, or what its container is granted of it. */
export function availableBytes(): number {
  const granted = process.constrainedMemory();
  return granted > 0 ? Math.min(granted, totalmem()) : totalmem();
}

/** `850 MB`, `108 GB`: decimal units, two or three digits. */
export function formatBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  const power = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const amount = bytes / 1000 ** power;
  return `${Number(amount.toPrecision(amount >= 100 ? 3 : 2))} ${units[power - 1]}`;
}
