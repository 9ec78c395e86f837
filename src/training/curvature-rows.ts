import { createHash } from 'node:crypto';
import type { DataPart, PreparedData } from '../data/prepare.ts';
import { selectRows } from '../numerics/matrix.ts';
import { randomStream } from '../numerics/random.ts';
import { counted } from '../statistics/counted.ts';

/** The rows whose loss the curvature is of: the training split, or a part of it. */
export interface CurvatureRows {
  /** The training split itself, not a copy, where `isWhole`. */
  readonly part: DataPart;
  /** Whether these are all rows of the training split. */
  readonly isWhole: boolean;
  /**
   * SHA-256 (hex) of the rows' numbers in the source, from 0, ascending, as little-endian int32: with the data's own
   * hash it tells which rows these are.
   */
  readonly hash: string;
  /** What the user should know: a subset that was asked for and is none. */
  readonly notices: readonly string[];
}

/**
 * Chooses the rows of `curvature.samples`. A subset is drawn without replacement from the stream `curvature/samples` of
 * the seed and keeps the order of the split. It depends on the seed and the number of training rows alone, so arms of one
 * seed share it, and a larger one contains a smaller one.
 *
 * @param samples all, or a number of rows; as many as there are or more: all of them
 */
export function chooseCurvatureRows(
  { train, trainRows }: Pick<PreparedData, 'train' | 'trainRows'>,
  samples: 'all' | number,
  seed: number,
): CurvatureRows {
  const { rows } = train.inputs;
  if (samples === 'all' || samples >= rows) {
    const notices =
      samples === 'all' || samples === rows
        ? []
        : [
            `curvature.samples: ${counted(samples, 'row')} asked for, the training split has ${rows}; all are used`,
          ];
    return { part: train, isWhole: true, hash: hashRows(trainRows), notices };
  }
  const chosen = randomStream(seed, 'curvature/samples').permutation(rows).slice(0, samples).sort();
  return {
    part: { inputs: selectRows(train.inputs, chosen), targets: selectRows(train.targets, chosen) },
    isWhole: false,
    hash: hashRows(chosen.map((row) => trainRows[row]!)),
    notices: [],
  };
}

function hashRows(rows: Int32Array): string {
  const bytes = new DataView(new ArrayBuffer(rows.length * 4));
  rows.forEach((row, i) => {
    bytes.setInt32(4 * i, row, true);
  });
  return createHash('sha256').update(bytes).digest('hex');
}
