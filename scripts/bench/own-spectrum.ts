import { topEigenpairs } from '../../src/curvature/extreme-eigenpairs.ts';
import { fullSpectrum } from '../../src/curvature/full-spectrum.ts';
import { spectralDensity } from '../../src/curvature/spectral-density.ts';
import type { MlpEngine } from '../../src/objectives/engine.ts';
import type { Entry } from './entry.ts';
import { localContender } from './interleave.ts';
import { HOUSING, JOB } from './problem.ts';
import type { Computed } from './protocol.ts';

/** Eigenvalues that are asked for at once, from a random start. */
const TOP = 10;
/** Of the density by stochastic Lanczos quadrature; the peers' scripts have the same. */
const PROBES = 10;
const STEPS = 60;

/** More of the spectrum at the job's start: the top ten, the density, the whole. */
export function spectrumEntries(engine: MlpEngine, threads: number | null): Entry[] {
  const objective = engine.createObjective(HOUSING.specification, HOUSING.inputs, HOUSING.targets);
  const hessian = () => objective.linearize(HOUSING.parameters).hessian;

  function top(): Computed {
    const { largest, products } = topEigenpairs(hessian(), { count: TOP, tolerance: JOB.tolerance });
    return {
      top: largest.map(({ value }) => value).sort((a, b) => b - a),
      relative_residual: Math.max(...largest.map(({ value, residual }) => residual / Math.abs(value))),
      products,
    };
  }

  function density(): Computed {
    const { nodes, products } = spectralDensity(hessian(), { probes: PROBES, steps: STEPS });
    return { lambda_max: nodes.at(-1)!.value, products };
  }

  function spectrum(): Computed {
    const { eigenvalues, products } = fullSpectrum(hessian());
    return { spectrum: [...eigenvalues], products };
  }

  const entry = (kind: string, run: () => Computed): Entry => ({
    work: `${kind} ${HOUSING.network}`,
    name: 'closed form',
    precision: engine.precision,
    threads,
    check: async () => run(),
    ...localContender(() => run().products as number),
  });
  return [entry(`top-${TOP}`, top), entry('density', density), entry('spectrum', spectrum)];
}
