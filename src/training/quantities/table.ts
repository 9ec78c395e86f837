import { measurements, type PlannedMeasurement } from '../../config/measurements.ts';
import type { CurvatureConfig, Quantity } from '../../config/schema.ts';
import { alignment } from './alignment.ts';
import { blocks } from './blocks.ts';
import { conditionNumber } from './condition-number.ts';
import { density } from './density.ts';
import { lambdaMax, lambdaMin } from './eigenvalues.ts';
import { gaussNewton } from './gauss-newton.ts';
import type {
  CostSize,
  Found,
  MeasuringContext,
  QuantityColumn,
  QuantityCost,
  QuantityDefinition,
  QuantityFile,
} from './quantity.ts';
import { stepQuality } from './step-quality.ts';
import { topEigenvalues } from './top-eigenvalues.ts';
import { trace } from './trace.ts';

/**
 * Everything that can be measured: its columns, its file, what it costs, how it is measured. Names and options are those of
 * `config/schema/quantities.ts`; meter, columns, files, estimates and checks before a run all read this table.
 */
const TABLE: { readonly [Q in Quantity]: QuantityDefinition<Q> } = {
  lambda_max: lambdaMax,
  lambda_min: lambdaMin,
  trace,
  top_eigenvalues: topEigenvalues,
  alignment,
  step_quality: stepQuality,
  gauss_newton: gaussNewton,
  blocks,
  density,
  condition_number: conditionNumber,
};

/** A quantity of a config, bound to its options. */
export interface PlannedQuantity extends Pick<PlannedMeasurement, 'quantity' | 'every'> {
  readonly columns: readonly QuantityColumn[];
  readonly file: QuantityFile | null;
  readonly needsFullSpectrum: boolean;
  /** Top eigenpairs that it looks at. */
  readonly pairs: number;
  cost(size: Omit<CostSize, 'curvature'>): QuantityCost;
  measure(context: MeasuringContext): Found;
}

/** The quantities of a config, in the order of their columns. */
export function plannedQuantities(config: CurvatureConfig): PlannedQuantity[] {
  return measurements(config).map((planned) => bind(planned, config));
}

/** Columns that every run has, whatever it measures: λmax and, as its search may meet it, λmin. */
export const unconditionalColumns: readonly QuantityColumn[] = [...lambdaMax.columns, ...lambdaMin.columns];

/** λmax for a config that does not list it: a learning rate relative to the stability limit needs it at the start. */
export function startQuantity(config: CurvatureConfig): PlannedQuantity {
  return bind({ quantity: 'lambda_max', every: config.every, options: {} }, config);
}

function bind(planned: PlannedMeasurement, config: CurvatureConfig): PlannedQuantity {
  const { quantity, every, options } = planned;
  // The table has one definition for each name, of that name's options: their types agree pairwise, which
  // TypeScript cannot follow through the union.
  const definition = TABLE[quantity] as QuantityDefinition<Quantity>;
  return {
    quantity,
    every,
    columns: definition.columns,
    file: definition.file ?? null,
    needsFullSpectrum: definition.needsFullSpectrum ?? false,
    pairs: 'count' in options ? options.count : 0,
    cost: (size) => definition.cost(options, { ...size, curvature: config }),
    measure: (context) => definition.measure(context, options),
  };
}
