import { constants } from 'node:buffer';
import { totalmem } from 'node:os';
import type { ArmConfig } from '../../config/schema.ts';
import { mlpLayout } from '../../models/layout.ts';
import type { MlpSpecification } from '../../models/specification.ts';

/** Copies of each number that are alive at once, by the kind of array; measured on runs, with room to spare. */
const COPIES = {
  /** Parameters, gradients, velocity, eigenvectors, products, and their float32 copies. */
  parameters: 20,
  /** Vectors of a Lanczos basis. */
  basis: 60,
  /** Each layer's outputs with their derivatives and tangents, in both engines. */
  activations: 12,
  /** The source, its split, the transformed rows, and their float32 copies. */
  data: 6,
};

/** Characters of a parameter in `checkpoint.json` for each vector saved, and in `parameters.json`. */
const CHECKPOINT_CHARACTERS = 32 / 3;
const PARAMETER_FILE_CHARACTERS = 33;

/** Bytes that drawn data take with their split and transforms, counted before they are drawn; 0 for other sources. */
export function drawnDataBytes({ data }: ArmConfig): number {
  if (!('rows' in data)) return 0;
  const { rows, features, covariance, inputs } = data;
  const isIdentity = 'conditionNumber' in covariance && covariance.conditionNumber === 1;
  const squares = (isIdentity ? 0 : 1) + (inputs === 'whitened' ? 1 : 0);
  return 8 * COPIES.data * (rows * (features + 1) + squares * features ** 2);
}

/** Bytes that a run of this network over so many rows takes at its peak, about: right to a factor of two. */
export function estimateBytes({ layers }: MlpSpecification, rows: number, config: ArmConfig): number {
  const inputsAndOutputs = layers[0]! + layers.at(-1)!;
  const widths = layers.slice(1).reduce((sum, width) => sum + width, 0);
  const { method, measure } = config.curvature;
  const usesBasis = method !== 'power-iteration' || JSON.stringify(measure).includes('lambda_min');
  const vectors = COPIES.parameters + (usesBasis ? COPIES.basis : 0);
  const activations = rows * (COPIES.activations * widths + COPIES.data * inputsAndOutputs);
  return 8 * (vectors * countParameters(layers, config) + activations);
}

/** Number of parameters, counted without laying them out. */
export function countParameters(layers: readonly number[], { model }: ArmConfig): number {
  return mlpLayout({ layers, activation: model.activation, batchNorm: model.batchNorm || null }).dimension;
}

/** Most parameters that a run can save: `parameters.json` and `checkpoint.json` are one text each, which Node limits. */
export function mostParameters({ training, curvature }: ArmConfig): number {
  const velocity = training.optimizer.type === 'gradient-descent' ? 0 : 1;
  // Each end of the spectrum keeps its eigenvector and its rival.
  const eigenvectors = 2 * Math.min(2, curvature.measure.length);
  const characters = Math.max(
    PARAMETER_FILE_CHARACTERS,
    CHECKPOINT_CHARACTERS * (1 + velocity + eigenvectors),
  );
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
