import type { DataConfig } from '../config/schema.ts';
import { SETS } from './sets/index.ts';

/** One entry of `hessian-lab datasets`. */
export interface CatalogueEntry {
  /** The name for a config's `data.source`. */
  readonly id: DataConfig['source'];
  readonly title: string;
  /** Data rows; `null` where the config or the file decides. */
  readonly rows: number | null;
  /** Input columns; `null` where the config or the file decides. */
  readonly columns: number | null;
  /** Target columns with their units; `null` where the config decides. */
  readonly targets: readonly string[] | null;
  /** SPDX expression; `null` where no licence applies (drawn data) or the user knows it. */
  readonly licence: string | null;
  /** Publication and package, the formula, or whose file it is. */
  readonly source: string;
  /** What must be known before a claim is built on the data; empty if nothing. */
  readonly notes: string;
}

const OPEN = { rows: null, columns: null, licence: null } as const;
const DRAWN = {
  ...OPEN,
  targets: ['y'],
  notes: 'Drawn anew for each seed; mean and covariance of the inputs are dialled.',
};

/** All values of `data.source`: bundled sets first, then synthetic data and people's own files. */
export function listDatasets(): CatalogueEntry[] {
  const bundled = SETS.map(
    (set): CatalogueEntry => ({
      id: set.id,
      title: set.title,
      rows: set.rows,
      columns: set.inputs.length,
      targets: [`${set.target.name} (${set.target.unit})`],
      licence: set.licence,
      source: `${set.publication}; npm ${set.package.name} ${set.package.version}`,
      notes: set.notes,
    }),
  );
  return [
    ...bundled,
    { ...DRAWN, id: 'linear', title: 'Linear target of normal inputs', source: 'y = x·w + b + noise' },
    { ...DRAWN, id: 'sine', title: 'Sine of normal inputs', source: 'y = sin(Σ x / √features) + noise' },
    {
      ...DRAWN,
      id: 'chebyshev',
      title: 'Chebyshev polynomial of normal inputs',
      source: 'y = Σ T_degree(x scaled to [-1, 1]) + noise',
    },
    {
      ...OPEN,
      id: 'file',
      title: 'Your own CSV file',
      targets: null,
      source: 'data.path, data.target, data.features',
      notes: 'A header line, commas, a finite number in each selected cell, two rows or more.',
    },
  ];
}
