import { type BlockEigenvalue, blockEigenvalues } from '../../curvature/blocks/block-eigenvalues.ts';
import type { CriticalPointTest } from '../../curvature/critical-points/second-derivative-test.ts';
import { type GradientAlignment, gradientAlignment } from '../../curvature/local-model/gradient-alignment.ts';
import { type GradientStep, gradientStep } from '../../curvature/local-model/gradient-step.ts';
import { type StepQuality, stepQuality } from '../../curvature/local-model/step-quality.ts';
import { type StabilityRule, stabilityRatio } from '../../curvature/stability.ts';
import type { ParameterLayout } from '../../models/layout.ts';
import { norm } from '../../numerics/vector.ts';
import type { Objective } from '../../objectives/contract.ts';
import { testPoint, tolerancesFor } from './critical-point.ts';
import { type SearchOptions, type SpectrumEnds, spectrumEnds } from './eigenpairs.ts';
import { type WholeSpectrum, wholeSpectrum } from './whole-spectrum.ts';

/** A point of a loss, and the step that a training run would take from it. */
export interface InspectedPoint {
  readonly objective: Objective;
  /** [dimension]. */
  readonly parameters: Float64Array;
  readonly layout: ParameterLayout;
  /** Of the products. */
  readonly precision: 'float32' | 'float64' | 'mixed';
  readonly learningRate: number;
  readonly rule: StabilityRule;
  /** The parameters after the optimizer's next step along this gradient, [dimension]. */
  next(gradient: Float64Array): Float64Array;
}

/** Everything that gradient and Hessian tell of a point. */
export interface PointInspection {
  readonly dimension: number;
  readonly loss: number;
  /** [dimension]. */
  readonly gradient: Float64Array;
  readonly gradientNorm: number;
  readonly ends: SpectrumEnds;
  readonly spectrum: WholeSpectrum;
  readonly criticalPoint: CriticalPointTest;
  /** Each tensor's diagonal block, then those of whole layers (`parameter: 'all'`). */
  readonly blocks: readonly BlockEigenvalue[];
  readonly gradientModel: GradientStep;
  readonly step: StepQuality;
  /** λmax over the largest stable one; null without λmax. */
  readonly stabilityRatio: number | null;
  /** Share of the gradient in the space of `ends.top`. */
  readonly alignment: GradientAlignment;
  /** Hessian- and Gauss-Newton-vector products spent in all. */
  readonly products: number;
}

/** How the point is measured. */
export interface InspectionOptions extends SearchOptions {
  /** Eigenpairs at the upper end. */
  readonly top: number;
  /** Told before each part that may take long. */
  begin?(what: string): void;
}

/** Relative rounding error of a loss, by the precision of the objective. */
const ROUNDING = { float32: 6e-8, float64: Number.EPSILON, mixed: Number.EPSILON };

/** Measures the curvature at a point: spectrum, blocks, quadratic model and second-derivative test. */
export function inspectPoint(point: InspectedPoint, options: InspectionOptions): PointInspection {
  const { objective, parameters, layout, precision, learningRate, rule } = point;
  const { top, begin, ...search } = options;
  const { dimension } = objective;
  const { value: loss, gradient, hessian, gaussNewton } = objective.linearize(parameters);

  begin?.(`Searching the ${Math.min(top, dimension)} largest eigenvalues and the smallest`);
  const ends = spectrumEnds(hessian, Math.min(top, dimension), search);
  begin?.(`Measuring ${layout.entries.length} blocks`);
  const blocks = [
    ...blockEigenvalues(hessian, layout, { ...search, by: 'parameter' }),
    ...blockEigenvalues(hessian, layout, { ...search, by: 'layer' }),
  ];
  begin?.(`Measuring spectrum, trace and density of ${dimension} parameters`);
  const spectrum = wholeSpectrum(hessian, gaussNewton ?? null, search.seed, precision);
  const tolerances = tolerancesFor(precision);
  const criticalPoint = testPoint(objective, parameters, gradient, spectrum.full, ends, tolerances);

  const gradientModel = gradientStep(gradient, hessian);
  const after = point.next(gradient);
  const displacement = after.map((entry, i) => entry - parameters[i]!);
  const valueAfter = objective.value(after);
  const step = stepQuality({
    gradient,
    hessian,
    displacement,
    valueBefore: loss,
    valueAfter,
    precision: ROUNDING[precision],
  });
  const lambdaMax = ends.top[0]?.value ?? null;
  return {
    dimension,
    loss,
    gradient,
    gradientNorm: norm(gradient),
    ends,
    spectrum,
    criticalPoint,
    blocks,
    gradientModel,
    step,
    stabilityRatio: lambdaMax === null ? null : stabilityRatio(lambdaMax, learningRate, rule),
    alignment: gradientAlignment(gradient, ends.top),
    products:
      ends.products +
      spectrum.products +
      criticalPoint.products +
      blocks.reduce((sum, block) => sum + block.products, 0) +
      gradientModel.products +
      step.products,
  };
}
