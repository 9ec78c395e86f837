import type { Options, PositionalOptions } from 'yargs';
import { armsOnLine, completeSetting, configOnLine } from './settings.ts';

/** A word that may stand there, whole, with a few words about it. */
export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** What may stand at one place of a command line. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Names of files that the shell adds itself: all, folders, or folders and YAML files. */
  readonly files?: 'any' | 'folders' | 'configs';
}

type Completer = (typed: string, words: readonly string[]) => Completion | Promise<Completion>;

const files =
  (kind: 'any' | 'folders' | 'configs'): Completer =>
  () => ({ candidates: [], files: kind });

const plain = (values: readonly string[]): Candidate[] => values.map((value) => ({ value, about: '' }));

/** What each option or positional argument takes; the same name means the same in every command. */
const COMPLETERS: Readonly<Record<string, Completer>> = {
  config: files('configs'),
  file: files('configs'),
  run: files('folders'),
  runs: files('any'),
  directories: files('folders'),
  resume: files('folders'),
  against: files('folders'),
  out: files('any'),
  csv: files('any'),
  figure: files('any'),
  'queue-ca': files('any'),
  ids: async () => {
    const { experimentNames } = await import('../../claims/catalogue.ts');
    return { candidates: experimentNames().map(({ id, name }) => ({ value: id, about: name })) };
  },
  set: async (typed, words) => ({
    candidates: await completeSetting(typed, await configOnLine(words)),
  }),
  column: async () => ({ candidates: await columnsOfEpochs() }),
  expect: async (_, words) => ({ candidates: await armsOnLine(words) }),
  epoch: () => ({ candidates: plain(['first', 'last', 'all']) }),
};

/** What may stand as the value of an option or as a positional argument. */
export async function completeValue(
  name: string,
  { choices }: Options | PositionalOptions,
  typed: string,
  words: readonly string[],
): Promise<Completion> {
  if (choices) return { candidates: plain((choices as readonly unknown[]).map(String)) };
  return (await COMPLETERS[name]?.(typed, words)) ?? { candidates: [] };
}

async function columnsOfEpochs(): Promise<Candidate[]> {
  const [{ epochColumns }, { armSchema }, { QUANTITIES }] = await Promise.all([
    import('../../runs/columns.ts'),
    import('../../config/schema.ts'),
    import('../../config/schema/quantities.ts'),
  ]);
  const { curvature } = armSchema.parse({
    name: 'all',
    data: { source: 'linear' },
    curvature: { measure: QUANTITIES },
  });
  return epochColumns(curvature).map(({ name, meaning }) => ({ value: name, about: meaning }));
}
