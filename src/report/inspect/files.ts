import { join } from 'node:path';
import type { Figure } from '../../figures/figure.ts';
import type { PointInspection } from '../../inspection/point/inspect-point.ts';
import type { Column } from '../../runs/columns.ts';
import { csvText } from '../../runs/csv-log.ts';
import { writeJson, writeWhole } from '../../runs/write.ts';
import { type InspectionDocument, jsonSafe } from './document.ts';

/** One eigenvalue of a whole spectrum. */
interface SpectrumRow {
  readonly index: number;
  readonly eigenvalue: number;
}

/** The columns of `spectrum.csv`: the whole spectrum, ascending. */
export const spectrumColumns: Column<SpectrumRow>[] = [
  { name: 'index', unit: '', meaning: 'from 0, ascending', cell: (row) => row.index },
  { name: 'eigenvalue', unit: '', meaning: 'of the Hessian', cell: (row) => row.eigenvalue },
];

/** One eigenvalue at an end of a spectrum that is not known as a whole. */
interface EndRow {
  readonly end: 'largest' | 'smallest';
  readonly rank: number;
  readonly eigenvalue: number;
  readonly residual: number;
  readonly status: string;
}

/** The columns of `spectrum-ends.csv`, which stands in for `spectrum.csv` beyond 2,000 parameters. */
export const endColumns: Column<EndRow>[] = [
  { name: 'end', unit: '', meaning: 'largest or smallest', cell: (row) => row.end },
  { name: 'rank', unit: '', meaning: 'from 1, from the end inwards', cell: (row) => row.rank },
  { name: 'eigenvalue', unit: '', meaning: 'of the Hessian', cell: (row) => row.eigenvalue },
  {
    name: 'residual',
    unit: '',
    meaning: '‖Hv − λv‖ for it and its unit vector',
    cell: (row) => row.residual,
  },
  { name: 'status', unit: '', meaning: 'as lambda_max_status of epochs.csv', cell: (row) => row.status },
];

/** The columns of `density.csv`. */
export const densityColumns: Column<{ readonly eigenvalue: number; readonly density: number }>[] = [
  { name: 'eigenvalue', unit: '', meaning: 'evenly spaced', cell: (row) => row.eigenvalue },
  {
    name: 'density',
    unit: 'per unit of eigenvalue',
    meaning: 'share of the eigenvalues, smoothed by the bandwidth of summary.json; its integral is 1',
    cell: (row) => row.density,
  },
];

/** The columns of `blocks.csv`: each tensor, then whole layers. */
export const blockColumns: Column<PointInspection['blocks'][number]>[] = [
  { name: 'layer', unit: '', meaning: 'layer1 and up', cell: (row) => row.layer },
  {
    name: 'parameter',
    unit: '',
    meaning: 'kernel, bias, gamma or beta; all for the whole layer',
    cell: (row) => row.parameter,
  },
  { name: 'dimension', unit: '', meaning: 'parameters in the block', cell: (row) => row.dimension },
  {
    name: 'lambda_max',
    unit: '',
    meaning: 'largest eigenvalue of the diagonal block of the Hessian',
    cell: (row) => row.value,
  },
  { name: 'residual', unit: '', meaning: '‖Bv − λv‖ in the block', cell: (row) => row.residual },
];

/**
 * Writes the files of an inspection into a folder; `summary.json` comes last, so that one with it is whole.
 *
 * @returns their names
 * @throws WriteError
 */
export async function writeInspection(
  directory: string,
  found: PointInspection,
  figures: ReadonlyMap<string, Figure>,
  document: InspectionDocument,
): Promise<string[]> {
  const names: string[] = [];
  const write = async (name: string, content: string | Uint8Array) => {
    await writeWhole(join(directory, name), content);
    names.push(name);
  };
  const { full, density } = found.spectrum;
  if (full.eigenvalues.length > 0) {
    const rows = Array.from(full.eigenvalues, (eigenvalue, index) => ({ index, eigenvalue }));
    await write('spectrum.csv', csvText(spectrumColumns, rows));
  } else {
    await write('spectrum-ends.csv', csvText(endColumns, endRows(found)));
  }
  const curve = Array.from(density.grid, (eigenvalue, i) => ({ eigenvalue, density: density.density[i]! }));
  await write('density.csv', csvText(densityColumns, curve));
  await write('blocks.csv', csvText(blockColumns, found.blocks));
  for (const [name, figure] of figures) {
    await write(`${name}.svg`, figure.svg);
    await write(`${name}.png`, figure.png());
  }
  await writeJson(join(directory, 'summary.json'), jsonSafe(document));
  names.push('summary.json');
  return names;
}

function endRows({ ends }: PointInspection): EndRow[] {
  const rows: EndRow[] = ends.top.map(({ value, residual, status }, i) => {
    return { end: 'largest', rank: i + 1, eigenvalue: value, residual, status };
  });
  const { smallest } = ends;
  if (smallest) {
    const { value, residual, status } = smallest;
    rows.push({ end: 'smallest', rank: 1, eigenvalue: value, residual, status });
  }
  return rows;
}
