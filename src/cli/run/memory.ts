import { constants } from 'node:buffer';
import { totalmem } from 'node:os';
import type { ArmConfig, CurvatureConfig } from '../../config/schema.ts';
import { mlpLayout, type ParameterLayout } from '../../models/layout.ts';
import type { MlpSpecification } from '../../models/specification.ts';
import { prefersTensors } from '../../objectives/closed-form/tensors/choice.ts';
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
  /** The closed form in native operations, in float32: measured on 64-128-128-1, 60,000 rows. */
  nativeOperations: 16,
  nativeOperationsBatchNorm: 40,
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
 * batch norm those of all rows), TensorFlow.js those of all rows, and so does the closed form in its operations: where a
 * machine may choose these or the kernel, whichever takes more counts.
 */
export function estimateMemory(size: RunSize, config: ArmConfig): MemoryEstimate {
  const { specification, trainRows, testRows } = size;
  const { layers } = specification;
  const { training, curvature, verify } = config;
  const measuring = curvature.engine === 'auto' ? 'closed-form' : curvature.engine;
  const sampled = curvature.samples === 'all' ? trainRows : Math.min(trainRows, curvature.samples);
  const perRow = layers[0]! + layers.at(-1)!;
  const units = unitsOf(layers);

  const layout = layoutFor(layers, config);
  const { basis, kept } = measuringVectors(curvature, layout);
  let bytes =
    DOUBLE *
    ((COPIES.parameters + basis + kept) * layout.dimension + COPIES.data * (trainRows + testRows) * perRow);
  let tfjsBytes = 0;
  const addObjective = (engine: 'tfjs' | 'closed-form', rows: number, precision = 'float64') => {
    if (engine === 'tfjs') tfjsBytes += (DOUBLE / 2) * rows * (perRow + KEPT.tfjs * units);
    else {
      const native = config.deterministic ? 0 : nativeOperationsBytes(specification, rows, precision);
      const [double, single] = closedFormBytes(specification, rows, precision, curvature.cacheMiB);
      bytes += double + (native > single ? 0 : single);
      tfjsBytes += native > single ? native : 0;
    }
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

/** Rows and activations of one objective in the kernel, in float64 and in float32; `mixed` has both. */
function closedFormBytes(
  { layers, batchNorm }: MlpSpecification,
  rows: number,
  precision: string,
  cacheMiB: number,
): [double: number, single: number] {
  const inputsAndOutputs = layers[0]! + layers.at(-1)!;
  const of = (bytes: number) => {
    const kept = bytes * rows * unitsOf(layers) * (batchNorm ? KEPT.closedFormBatchNorm : KEPT.closedForm);
    return bytes * rows * inputsAndOutputs + (batchNorm ? kept : Math.min(kept, cacheMiB * 2 ** 20));
  };
  return [precision === 'float32' ? 0 : of(DOUBLE), precision === 'float64' ? 0 : of(DOUBLE / 2)];
}

/** The same where TensorFlow.js's native operations take the part in float32; 0 where they do not. */
function nativeOperationsBytes(
  { layers, batchNorm }: MlpSpecification,
  rows: number,
  precision: string,
): number {
  if (precision === 'float64' || !prefersTensors({ layers }, rows)) return 0;
  const kept = batchNorm ? KEPT.nativeOperationsBatchNorm : KEPT.nativeOperations;
  return (DOUBLE / 2) * rows * (layers[0]! + layers.at(-1)! + kept * unitsOf(layers));
}

/** Units of all layers but the inputs. */
function unitsOf(layers: readonly number[]): number {
  return layers.slice(1).reduce((sum, width) => sum + width, 0);
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
