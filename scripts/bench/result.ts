import type { Cell } from '../../src/runs/cell.ts';
import type { Column } from '../../src/runs/columns.ts';
import { packageVersion } from '../../src/runs/version.ts';
import type { Conditions } from './conditions.ts';
import type { Entry } from './entry.ts';
import type { Computed } from './protocol.ts';
import type { Timing } from './statistics.ts';

/** What came of one entry. */
export interface Result {
  readonly entry: Entry;
  readonly timing: Timing;
  /** Median over that of the first entry of the work, which is ours. */
  readonly ratio: number;
  /** Hessian-vector products of one call; along a path, of one of its points. Null where it does not tell. */
  readonly products: number | null;
  /** The largest ‖Hv − λv‖/|λ| of a call; null where there is no residual. */
  readonly relativeResidual: number | null;
  /** The largest relative difference of what it computes from what the first entry computes. */
  readonly difference: number;
}

/** What a contender tells about itself; null where it does not. */
export function told(computed: Computed, name: 'products' | 'relative_residual'): number | null {
  const value = computed[name];
  return typeof value === 'number' ? value : null;
}

/** The columns of peers.csv and curvature-peers.csv. */
export function resultColumns(
  conditions: Conditions,
  backend: string,
  versions: Readonly<Record<string, string>>,
): Column<Result>[] {
  const column = (
    name: string,
    unit: string,
    meaning: string,
    cell: (result: Result) => Cell,
  ): Column<Result> => ({ name, unit, meaning, cell });
  const { python = '', ...libraries } = versions;
  const list = Object.entries({ 'hessian-lab': `${packageVersion()} ${backend}`, ...libraries });
  return [
    column('work', '', 'what is done, and layers', ({ entry }) => entry.work),
    column('contender', '', 'who does it, and how', ({ entry }) => entry.name),
    column('precision', '', 'of its arithmetic', ({ entry }) => entry.precision),
    column('threads', '', 'it may use; empty: not told', ({ entry }) => entry.threads),
    column('median_ms', 'ms', 'median time of one call', ({ timing }) => timing.median),
    column('lower_quartile_ms', 'ms', 'a quarter was faster', ({ timing }) => timing.lowerQuartile),
    column('upper_quartile_ms', 'ms', 'a quarter was slower', ({ timing }) => timing.upperQuartile),
    column('calls', '', 'calls timed', ({ timing }) => timing.calls),
    column('ratio_to_closed_form', '', 'of the medians, in the same rounds', ({ ratio }) => ratio),
    column('products', '', 'products a call, or a point of a path', ({ products }) => products),
    column('relative_residual', '', 'the largest; empty: none given', (result) => result.relativeResidual),
    column(
      'difference',
      '',
      'of its numbers from the closed form’s, relative',
      (result) => result.difference,
    ),
    column('machine', '', 'processor and cores', () => conditions.machine),
    column('node', '', 'version', () => process.version),
    column('python', '', 'version', () => python),
    column('versions', '', 'of the libraries', () => list.map((pair) => pair.join(' ')).join('; ')),
    column('load_before', '', 'load average at the start', () => conditions.loadBefore),
    column('load_after', '', 'load average at the end', () => conditions.loadAfter),
    column('steal_percent', '%', 'taken by the hypervisor', () => conditions.steal),
  ];
}
