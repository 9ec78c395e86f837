import { type ConditionNumberResult, conditionNumber } from '../../curvature/condition-number.ts';
import { type FullSpectrumResult, fullSpectrum } from '../../curvature/full-spectrum.ts';
import { hutchPlusPlus } from '../../curvature/hutch-plus-plus.ts';
import { type SpectralDensityResult, spectralDensity } from '../../curvature/spectral-density.ts';
import type { TraceResult } from '../../curvature/trace.ts';
import type { LinearOperator } from '../../numerics/linear-operator.ts';
import { randomStream } from '../../numerics/random.ts';
import { ROUNDOFF } from '../../objectives/engine.ts';

/** Most parameters of which the whole spectrum is computed. */
export const SPECTRUM_LIMIT = 2000;
/** Products for the estimate of the trace. */
const TRACE_PRODUCTS = 60;

/** What a Hessian's eigenvalues are like as a whole. */
export interface WholeSpectrum {
  /** All eigenvalues up to `SPECTRUM_LIMIT` parameters; beyond, its status says so. */
  readonly full: FullSpectrumResult;
  /** By Hutch++. */
  readonly trace: TraceResult;
  /** Sum of all eigenvalues; null where they are not known. */
  readonly exactTrace: number | null;
  /** By stochastic Lanczos quadrature. */
  readonly density: SpectralDensityResult;
  readonly condition: ConditionNumberResult;
  /** Of the Gauss-Newton matrix; null where the objective has none. */
  readonly gaussNewtonCondition: ConditionNumberResult | null;
  readonly products: number;
}

/**
 * Measures spectrum, trace, density and condition numbers; the random probes come from streams of the seed.
 *
 * @param precision of the products
 */
export function wholeSpectrum(
  hessian: LinearOperator,
  gaussNewton: LinearOperator | null,
  seed: number,
  precision: 'float32' | 'float64' | 'mixed',
): WholeSpectrum {
  const full = fullSpectrum(hessian, { limit: SPECTRUM_LIMIT });
  const random = (name: string) => randomStream(seed, `inspection/${name}`);
  const trace = hutchPlusPlus(hessian, { products: TRACE_PRODUCTS, random: random('trace') });
  const density = spectralDensity(hessian, { random: random('density') });
  const second = gaussNewton && fullSpectrum(gaussNewton, { limit: SPECTRUM_LIMIT });
  const isKnown = full.eigenvalues.length > 0;
  return {
    full,
    trace,
    exactTrace: isKnown ? full.eigenvalues.reduce((sum, value) => sum + value, 0) : null,
    density,
    condition: conditionNumber(full, ROUNDOFF[precision]),
    gaussNewtonCondition: second && conditionNumber(second, ROUNDOFF[precision]),
    products: full.products + trace.products + density.products + (second?.products ?? 0),
  };
}
