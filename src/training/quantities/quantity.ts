import type { CurvatureConfig, Quantity, QuantityOptions } from '../../config/schema.ts';
import type { StepPrediction } from '../../curvature/local-model/step-quality.ts';
import type { EigenpairResult } from '../../curvature/result.ts';
import type { EigenvalueTracker } from '../../curvature/tracking.ts';
import type { ParameterLayout } from '../../models/layout.ts';
import type { Linearization } from '../../objectives/contract.ts';
import type { CurvatureRecord, SuiteRecord, TraceRecord } from '../record.ts';
import type { TopPairs } from './top-pairs.ts';

/** A column that a quantity adds to `epochs.csv`; null is an empty cell. */
export interface QuantityColumn<Row = CurvatureRecord> {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  cell(row: Row): number | string | null | undefined;
}

/** What a row of any such file has. */
export interface FileRow {
  readonly epoch: number;
}

/** A file in long form beside `epochs.csv`: several rows for each measured epoch, the epoch first. */
export interface QuantityFile<Row extends FileRow = FileRow> {
  /** With its extension. */
  readonly name: string;
  /** The first one is the epoch. */
  readonly columns: readonly QuantityColumn<Row>[];
  rows(epoch: number, record: CurvatureRecord): Row[];
}

/** What a measurement costs, typically; hard spectra need more. */
export interface QuantityCost {
  /** Products of the first measurement, and of a later one, which starts warm. */
  readonly first: number;
  readonly later: number;
  /** Vectors of all parameters that are held at once while it is measured, beyond a handful. */
  readonly basis: number;
  /** Vectors of all parameters that the checkpoint keeps for the next measurement. */
  readonly kept: number;
}

/** What decides the cost. */
export interface CostSize {
  readonly parameters: number;
  /** Named tensors of the parameter layout. */
  readonly tensors: number;
  readonly curvature: CurvatureConfig;
}

/** A point of training as a quantity sees it. */
export interface MeasuringContext {
  readonly epoch: number;
  readonly seed: number;
  readonly layout: ParameterLayout;
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Relative rounding error of the products that the measured numbers rest on. */
  readonly roundoff: number;
  /** Of the loss of the curvature rows, by the engine that measures. */
  readonly linearization: Linearization;
  /** What was foreseen of the step that ended here; null at the start. */
  readonly prediction: StepPrediction | null;
  readonly tracker: EigenvalueTracker;
  readonly gaussNewtonTracker: EigenvalueTracker;
  /** Top eigenpairs, searched for once a row. */
  readonly topPairs: TopPairs;
}

/** What a quantity found, and the products it spent on it. */
export interface Found {
  readonly top?: EigenpairResult;
  readonly smallest?: EigenpairResult;
  readonly trace?: TraceRecord;
  readonly suite?: SuiteRecord;
  readonly products: number;
}

/** Everything that the rooms need to know of a quantity; its name and options stand in `config/schema/quantities.ts`. */
export interface QuantityDefinition<Q extends Quantity> {
  /** In `epochs.csv`. */
  readonly columns: readonly QuantityColumn[];
  readonly file?: QuantityFile;
  /** Whether every eigenvalue has to be found: for few parameters only. Default false. */
  readonly needsFullSpectrum?: true;
  cost(options: QuantityOptions<Q>, size: CostSize): QuantityCost;
  measure(context: MeasuringContext, options: QuantityOptions<Q>): Found;
}
