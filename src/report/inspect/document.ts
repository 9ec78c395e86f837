import type { EigenpairResult } from '../../curvature/result.ts';
import type { PointInspection } from '../../inspection/point/inspect-point.ts';
import { jsonText } from '../../runs/json-text.ts';
import { packageVersion } from '../../runs/version.ts';
import type { PointOfRun } from './open-point.ts';
import type { RecordedRun } from './run-folder.ts';

/** Version of the form of `summary.json`. */
const FORMAT = 1;

/**
 * An inspection without vectors, grids and spectra, as `summary.json` and `--json` have it. Numbers that JSON has no
 * notation for are texts: "NaN", "Infinity".
 */
export function inspectionDocument(
  run: RecordedRun,
  point: PointOfRun,
  found: PointInspection,
  notes: readonly string[],
) {
  const { config, seed, manifest } = run;
  const { session, state, epoch } = point;
  const { full, trace, exactTrace, density, condition, gaussNewtonCondition } = found.spectrum;
  const { name, backend, precision } = session.engines.curvature;
  const { descent: _descent, ...criticalPoint } = found.criticalPoint;
  return {
    format: FORMAT,
    experiment: config.name,
    arm: manifest.arm,
    seed,
    epoch,
    runStatus: manifest.status,
    configHash: manifest.configHash,
    dataHash: session.data.hash,
    curvatureRows: session.curvatureRows.part.inputs.rows,
    curvatureRowsHash: session.curvatureRows.hash,
    engine: { engine: name, backend, precision },
    versions: { hessianLab: packageVersion(), node: process.version },
    parametersFrom: point.origin,
    replay: withoutNote(point.check),
    layers: session.specification.layers,
    dimension: found.dimension,
    learningRate: state.learningRate,
    loss: found.loss,
    gradientNorm: found.gradientNorm,
    lambdaMax: found.ends.top[0] ? eigenvalue(found.ends.top[0]) : null,
    lambdaMin: found.ends.smallest && eigenvalue(found.ends.smallest),
    topEigenvalues: found.ends.top.map(eigenvalue),
    stabilityRatio: found.stabilityRatio,
    trace: { ...trace, exact: exactTrace },
    spectrum: {
      count: full.eigenvalues.length,
      smallest: full.eigenvalues.at(0) ?? null,
      largest: full.eigenvalues.at(-1) ?? null,
      asymmetry: full.asymmetry,
      status: full.status,
      advice: full.advice,
    },
    density: {
      bandwidth: density.bandwidth,
      points: density.grid.length,
      mean: density.mean,
      standardError: density.standardError,
      products: density.products,
      status: density.status,
    },
    conditionNumber: condition,
    gaussNewtonConditionNumber: gaussNewtonCondition,
    criticalPoint,
    blocks: found.blocks.map(({ layer, parameter, dimension, ...pair }) => ({
      layer,
      parameter,
      dimension,
      ...eigenvalue(pair),
    })),
    gradientModel: found.gradientModel,
    nextStep: found.step,
    gradientShare: found.alignment,
    products: found.products,
    notes,
  };
}

/** What `summary.json` holds. */
export type InspectionDocument = ReturnType<typeof inspectionDocument>;

/** The document with the numbers that JSON lacks as texts. */
export function jsonSafe(value: unknown): unknown {
  return JSON.parse(jsonText(value));
}

function eigenvalue({
  value,
  residual,
  products,
  status,
  advice,
}: Omit<EigenpairResult, 'vector' | 'converged'>) {
  return { value, residual, products, status, advice };
}

function withoutNote<T extends { note: string }>({ note: _note, ...rest }: T): Omit<T, 'note'> {
  return rest;
}
