import { counted } from '../../statistics/counted.ts';
import { type Content, type Html, html } from './markup.ts';
import type { ManifestFacts, ReportedRun } from './runs.ts';
import { factList } from './table.ts';

/** What a manifest tells, by name; null where it does not. */
const FACTS: readonly (readonly [name: string, of: (facts: ManifestFacts) => string | null | undefined])[] = [
  ['hessian-lab', ({ versions }) => versions?.hessianLab],
  ['Node', ({ versions }) => versions?.node],
  ['TensorFlow.js', ({ versions }) => versions?.tfjs && `${versions.tfjs} on ${versions.backend ?? '?'}`],
  ['trained by', ({ training }) => describeEngine(training)],
  ['measured by', ({ curvature }) => describeEngine(curvature)],
  [
    'machine',
    ({ machine }) =>
      machine &&
      `${machine.cpu}, ${counted(machine.cores ?? '?', 'core')}, ${machine.platform} ${machine.arch}`,
  ],
  [
    'git commit',
    ({ git }) => git && `${git.commit.slice(0, 12)}${git.dirty ? ', with uncommitted changes' : ''}`,
  ],
  ['data (SHA-256)', ({ dataHash }) => dataHash?.slice(0, 16)],
  ['parameters', ({ parameters }) => text(parameters)],
  [
    'rows for training, test, curvature',
    ({ trainRows, testRows, curvatureRows }) =>
      [trainRows, testRows, curvatureRows].map((rows) => rows ?? '–').join(', '),
  ],
  ['loss', ({ loss }) => loss],
  ['day', ({ start }) => start?.slice(0, 10)],
];

/** Where the numbers of some runs come from: what they share once, what differs with the number of runs. */
export function provenance(runs: readonly ReportedRun[]): Html {
  const known = runs.flatMap(({ facts }) => facts ?? []);
  if (known.length === 0) return html`<p class="note">There is no manifest.json that can be read.</p>`;
  const lines = FACTS.flatMap(([name, of]): (readonly [string, Content])[] => {
    const counts = countsOf(known.map((facts) => of(facts) ?? null));
    if (counts.size === 0) return [];
    const [only] = counts.keys();
    const isShared = counts.size === 1 && counts.get(only!) === known.length;
    return [[name, isShared ? only! : listed(counts)]];
  });
  const notices = countsOf(known.flatMap((facts) => facts.notices ?? []));
  return html`${factList(lines)}${[...notices].map(([notice, count]) => html`<p class="note">${notice} (${counted(count, 'run')})</p>`)}`;
}

/** Values of one fact that are written out. */
const MOST_VALUES = 6;

function listed(counts: ReadonlyMap<string, number>): string {
  const shown = [...counts]
    .slice(0, MOST_VALUES)
    .map(([value, count]) => `${value} (${counted(count, 'run')})`);
  return [...shown, ...(counts.size > MOST_VALUES ? [`${counts.size - MOST_VALUES} others`] : [])].join('; ');
}

function countsOf(values: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function describeEngine(engine: ManifestFacts['training']): string | null {
  return engine ? `${engine.engine} in ${engine.precision} on ${engine.backend}` : null;
}

const text = (value: number | null | undefined) =>
  value === null || value === undefined ? null : String(value);
