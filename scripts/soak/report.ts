import type { Column } from '../../src/runs/columns.ts';
import type { RobustSlope } from './robust-slope.ts';
import { LARGEST_SLOPE, missed, type SoakResult } from './soak.ts';

/** A soak with where it ran: a row of `results/soak.csv`. */
export interface SoakRow extends SoakResult {
  readonly condition: string;
  readonly seconds: number;
  readonly machine: string;
  readonly loadBefore: number;
  readonly loadAfter: number;
}

const mebibytes = (bytes: number) => Number((bytes / 2 ** 20).toFixed(1));

/** A slope with the ends of its interval. */
function slopeColumns(
  name: string,
  meaning: string,
  slopeOf: (row: SoakRow) => RobustSlope,
): Column<SoakRow>[] {
  const unit = 'bytes an epoch';
  const column = (suffix: string, more: string, end: keyof RobustSlope): Column<SoakRow> => ({
    name: `${name}${suffix}`,
    unit,
    meaning: `${meaning}, ${more}`,
    cell: (row) => Number(slopeOf(row)[end].toFixed(1)),
  });
  return [
    column('', 'by Theil and Sen', 'slope'),
    column('_low', 'lower end of its interval of 95 %', 'low'),
    column('_high', `upper end; less than ${LARGEST_SLOPE}`, 'high'),
  ];
}

/** The columns of `results/soak.csv`. */
export const soakColumns: readonly Column<SoakRow>[] = [
  { name: 'condition', unit: '', meaning: 'engine and backend', cell: (row) => row.condition },
  { name: 'epochs', unit: '', meaning: 'epochs trained', cell: (row) => row.epochs },
  { name: 'measured', unit: '', meaning: 'rows with all measurements', cell: (row) => row.measured },
  { name: 'warm_up', unit: 'epochs', meaning: 'epochs that do not count', cell: (row) => row.warmUp },
  {
    name: 'rss_start',
    unit: 'MiB',
    meaning: 'resident set after the first collection of garbage behind the warm-up',
    cell: (row) => mebibytes(row.residentStart),
  },
  {
    name: 'rss_end',
    unit: 'MiB',
    meaning: 'resident set after the last one',
    cell: (row) => mebibytes(row.residentEnd),
  },
  {
    name: 'rss_most',
    unit: 'MiB',
    meaning: 'largest resident set of an epoch behind the warm-up, garbage included',
    cell: (row) => mebibytes(row.residentMost),
  },
  ...slopeColumns('rss_slope', 'of the resident set after collections', ({ resident }) => resident),
  ...slopeColumns('live_slope', 'of what collections leave', ({ live }) => live),
  {
    name: 'tensors',
    unit: '',
    meaning: 'alive after an epoch, the counts that occur; empty without TensorFlow.js',
    cell: (row) => row.tensors.counts.join(' '),
  },
  {
    name: 'tensor_drift',
    unit: '',
    meaning: 'most by which a count differed from that of the first round of measurements',
    cell: (row) => row.tensors.drift,
  },
  {
    name: 'verdict',
    unit: '',
    meaning: 'flat, or what is not',
    cell: (row) => missed(row).join('; ') || 'flat',
  },
  { name: 'seconds', unit: 's', meaning: 'it took', cell: (row) => Math.round(row.seconds) },
  { name: 'machine', unit: '', meaning: 'where', cell: (row) => row.machine },
  {
    name: 'load_before',
    unit: '',
    meaning: 'load average',
    cell: (row) => Number(row.loadBefore.toFixed(2)),
  },
  { name: 'load_after', unit: '', meaning: 'as before', cell: (row) => Number(row.loadAfter.toFixed(2)) },
];
