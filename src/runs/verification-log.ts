import type { VerificationRecord } from '../training/verification.ts';
import type { Column } from './columns.ts';
import { csvText, readCsvRows } from './csv-log.ts';
import { readLogBytes } from './csv-repair.ts';
import { MOST_TEXT_BYTES } from './read-regular.ts';
import { writeWhole } from './write.ts';

/** The columns of `verification.csv`, in order: a row for each quantity at the first and at the last epoch. */
export const verificationColumns: Column<VerificationRecord>[] = [
  {
    name: 'epoch',
    unit: '',
    meaning: 'the first epoch, or the last one that did not diverge',
    cell: (row) => row.epoch,
  },
  {
    name: 'quantity',
    unit: '',
    meaning:
      "loss, gradient, product_random (Hessian times a random unit vector) or product_top (times the newest top eigenvector), at that epoch's parameters on the rows of the curvature",
    cell: (row) => row.quantity,
  },
  {
    name: 'closed_form_norm',
    unit: '',
    meaning: 'Euclidean norm of the quantity by the closed form; of the loss its magnitude',
    cell: (row) => row.closedFormNorm,
  },
  {
    name: 'tfjs_norm',
    unit: '',
    meaning: 'the same by TensorFlow.js autodiff, float32',
    cell: (row) => row.tfjsNorm,
  },
  {
    name: 'relative_difference',
    unit: '',
    meaning: 'norm of the difference over closed_form_norm',
    cell: (row) => row.relativeDifference,
  },
  {
    name: 'tolerance',
    unit: '',
    meaning:
      'the largest relative_difference that float32 explains: 1e-4, or 32·√rows times the effect of one rounding where that is more, as near a minimum, where the gradient is a small difference of large terms',
    cell: (row) => row.tolerance,
  },
  {
    name: 'agrees',
    unit: '',
    meaning: 'true where relative_difference is at most tolerance; one false gives exit code 4',
    cell: (row) => row.agrees,
  },
];

/** Its name in the folder of a run. */
export const VERIFICATION_FILE = 'verification.csv';

/** The `verification.csv` of one run. */
export interface VerificationLog {
  /** All rows, those of an earlier process that this run goes on from among them. */
  rows(): readonly VerificationRecord[];
  /** Those that do not agree. */
  disagreements(): readonly VerificationRecord[];
  /** Whether all agree; null without a row. */
  verdict(): 'agrees' | 'disagrees' | null;
  /** Adds the rows of an epoch, whole or not at all. Throws a WriteError. */
  add(rows: readonly VerificationRecord[]): Promise<void>;
}

/** Opens the log of a run; the file comes to be with its first rows. Throws a LogError where it cannot be read. */
export function verificationLog(path: string): VerificationLog {
  const bytes = readLogBytes(path, MOST_TEXT_BYTES);
  let known = bytes === null ? [] : readRows(bytes.toString('utf8'));
  const disagreements = () => known.filter(({ agrees }) => !agrees);
  return {
    rows: () => known,
    disagreements,
    verdict() {
      if (known.length === 0) return null;
      return disagreements().length === 0 ? 'agrees' : 'disagrees';
    },
    async add(rows) {
      known = [...known, ...rows];
      await writeWhole(path, csvText(verificationColumns, known));
    },
  };
}

/** The records that `verificationColumns` wrote. */
function readRows(text: string): VerificationRecord[] {
  return readCsvRows(text).map((row) => ({
    epoch: Number(row.epoch),
    quantity: row.quantity as VerificationRecord['quantity'],
    closedFormNorm: Number(row.closed_form_norm),
    tfjsNorm: Number(row.tfjs_norm),
    relativeDifference: Number(row.relative_difference),
    tolerance: Number(row.tolerance),
    agrees: row.agrees === 'true',
  }));
}
