import { packageVersion } from '../../runs/version.ts';
import type { TrainingEvent } from '../../training/event.ts';
import type { TrainingSession } from '../../training/session.ts';
import type { RecordedRun } from './run-folder.ts';

/** A replay against what the run recorded at the same epoch. */
export interface ReplayCheck {
  /** train_loss of the replay. */
  readonly trainLoss: number;
  /** train_loss in `epochs.csv`; null where the row is missing. */
  readonly recordedTrainLoss: number | null;
  /** |difference| over the recorded one; null with it. */
  readonly relativeDifference: number | null;
  /** Largest |difference| of a parameter from the saved ones; null where they come from the replay itself. */
  readonly parameterDifference: number | null;
  /** Whether all of it is equal to the last bit. */
  readonly isIdentical: boolean;
  /** Where it is not: how far, and what was different; '' otherwise. */
  readonly note: string;
}

/**
 * Compares the last event of a replay with the row and the saved parameters.
 *
 * @param parameters those of the run; the replay's own where none were saved
 */
export function compareReplay(
  run: RecordedRun,
  epoch: number,
  { record, state }: TrainingEvent,
  parameters: Float64Array,
  session: TrainingSession,
): ReplayCheck {
  const { trainLoss } = record;
  const recorded = run.trainLosses.get(epoch) ?? null;
  const relativeDifference = recorded === null ? null : difference(trainLoss, recorded);
  const isSaved = parameters !== state.parameters;
  const parameterDifference = isSaved
    ? parameters.reduce((most, entry, i) => Math.max(most, Math.abs(entry - state.parameters[i]!)), 0)
    : null;
  const isIdentical = !(relativeDifference !== null && relativeDifference > 0) && !parameterDifference;
  const found = { trainLoss, recordedTrainLoss: recorded, relativeDifference, parameterDifference };
  if (isIdentical) return { ...found, isIdentical, note: '' };
  const reached = record.epoch === epoch ? '' : ` (the replay ended at epoch ${record.epoch})`;
  const parts = [
    ...(relativeDifference ? [`train_loss is off by ${short(relativeDifference)} of the recorded one`] : []),
    ...(parameterDifference ? [`parameters by up to ${short(parameterDifference)}`] : []),
  ];
  return {
    ...found,
    isIdentical,
    note: `the replay of epoch ${epoch} is not bit-identical to the run${reached}: ${parts.join(', ')}; ${reasons(run, session)}`,
  };
}

function difference(value: number, reference: number): number {
  if (Object.is(value, reference)) return 0;
  return Math.abs(value - reference) / Math.max(Math.abs(reference), Number.MIN_VALUE);
}

/** What was different when the run was made, as far as the manifest tells. */
function reasons({ manifest }: RecordedRun, { engines }: TrainingSession): string {
  const { versions, training } = manifest;
  const pairs = [
    ['Node', versions.node, process.version],
    ['hessian-lab', versions.hessianLab, packageVersion()],
    [
      'training on',
      training && `${training.engine} ${training.backend}`,
      `${engines.training.name} ${engines.training.backend}`,
    ],
  ] as const;
  const told = pairs
    .filter(([, before, now]) => before !== now)
    .map(([what, before, now]) => `${what} ${before ?? 'unknown'} then, ${now} now`);
  return told.length > 0
    ? told.join('; ')
    : 'versions and backends are the same, so another processor, or a backend that sums in no fixed order';
}

const short = (value: number) => String(Number(value.toPrecision(2)));
