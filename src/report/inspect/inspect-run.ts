import { join, resolve } from 'node:path';
import { inspectPoint, type PointInspection } from '../../inspection/point/inspect-point.ts';
import { SPECTRUM_LIMIT } from '../../inspection/point/whole-spectrum.ts';
import { chosenDirectory, refuseTaken } from '../../runs/directory.ts';
import { checkFolder } from '../../runs/folder.ts';
import { counted } from '../../statistics/counted.ts';
import { faultOf } from '../../training/finite.ts';
import type { TrainingSession } from '../../training/session.ts';
import { type InspectionDocument, inspectionDocument } from './document.ts';
import { drawFigures } from './figures.ts';
import { writeInspection } from './files.ts';
import { openPoint, type PointOfRun } from './open-point.ts';
import { chooseEpoch, type RecordedRun, readRun } from './run-folder.ts';

/** Eigenpairs at the upper end. */
const TOP = 10;
/** Least products that a search may spend: several eigenpairs take more than the one of a row of `epochs.csv`. */
const LEAST_BUDGET = 1000;

const REMEDY =
  'an inspection never writes over another. Name a new or empty folder with --out, or move the old one away.';

/** What to inspect, and where to put it. */
export interface InspectRunOptions {
  /** Default: that of the checkpoint. */
  readonly epoch?: number | undefined;
  /** Default: `<run>/inspect/epoch-<N>/`. */
  readonly out?: string | undefined;
  readonly engine?: 'closed-form' | 'tfjs' | undefined;
  /** Told before each part that may take long. */
  begin?(what: string): void;
}

/** An inspection with its files. */
export interface RunInspection {
  readonly run: RecordedRun;
  readonly document: InspectionDocument;
  /** Absolute. */
  readonly directory: string;
  /** Names in it. */
  readonly files: readonly string[];
}

/**
 * Measures the curvature at one epoch of a run and writes tables and figures.
 *
 * @throws RunFolderError when it is no run or has no such epoch, DirectoryTakenError when the output folder holds something
 * @throws ConfigError, ManifestError, CheckpointError, DataError, ParameterFileError when a file cannot be used
 * @throws WriteError
 */
export async function inspectRun(path: string, options: InspectRunOptions = {}): Promise<RunInspection> {
  const { begin } = options;
  const run = await readRun(path);
  const epoch = chooseEpoch(run, options.epoch);
  const out = resolve(options.out ?? join(run.directory, 'inspect', `epoch-${epoch}`));
  await refuseTaken(out, REMEDY);
  await checkFolder(out);
  const point = await openPoint(run, epoch, options);
  try {
    const found = measure(run, point, begin);
    begin?.('Drawing the figures');
    const { figures, notes: missing } = drawFigures(describePoint(run, point), point, found);
    const notes = [
      ...point.session.notices,
      ...point.notes,
      ...faultNotes(point, found),
      ...missing,
      ...spectrumNotes(found),
    ];
    const document = inspectionDocument(run, point, found, notes);
    const directory = await chosenDirectory(out);
    const files = await writeInspection(directory, found, figures, document);
    return { run, document, directory, files };
  } finally {
    point.dispose();
  }
}

function measure(run: RecordedRun, point: PointOfRun, begin?: (what: string) => void): PointInspection {
  const { session, state } = point;
  const { curvature, layout, optimizer, engines } = session;
  const { tolerance, maxIterations } = run.config.curvature;
  return inspectPoint(
    {
      objective: curvature,
      parameters: state.parameters,
      layout,
      precision: engines.curvature.precision,
      learningRate: state.learningRate,
      rule: optimizer.rule,
      next(gradient) {
        const after = state.parameters.slice();
        optimizer.step(after, gradient, { velocity: state.velocity?.slice() ?? null }, state.learningRate);
        return after;
      },
    },
    {
      top: TOP,
      seed: run.seed,
      tolerance,
      maxIterations: Math.max(maxIterations, LEAST_BUDGET),
      ...(begin && { begin }),
    },
  );
}

/** `housing/raw/seed-1, epoch 40: 13-32-32-1 tanh`: short, so that it fits one line of a figure. */
function describePoint({ config, manifest, seed }: RecordedRun, { epoch, session }: PointOfRun): string {
  return `${config.name}/${manifest.arm}/seed-${seed}, epoch ${epoch}: ${describeNetwork(session)}`;
}

function describeNetwork({ specification, curvatureRows }: TrainingSession): string {
  const { layers, activation, batchNorm } = specification;
  const { isWhole, part } = curvatureRows;
  const rows = isWhole ? '' : `, on ${counted(part.inputs.rows, 'row')}`;
  return `${layers.join('-')} ${activation}${batchNorm ? ', batch norm' : ''}${rows}`;
}

/** Why what was measured is no number, where it is none. */
function faultNotes({ session, state }: PointOfRun, { loss, gradient }: PointInspection): string[] {
  const statistics = session.curvature.batchStatistics(state.parameters);
  const fault = faultOf({ loss, gradient, statistics }, session.layout);
  return fault === null ? [] : [`no number here means anything: ${fault}`];
}

function spectrumNotes({ spectrum, dimension }: PointInspection): string[] {
  if (spectrum.full.status !== 'too-many-parameters') return [];
  return [
    `${dimension} parameters are more than the ${SPECTRUM_LIMIT} of which the whole spectrum is computed: spectrum-ends.csv has the eigenvalues that are known, there is no spectrum.csv`,
  ];
}
