import { readFileSync } from 'node:fs';
import { dirname, parse, resolve } from 'node:path';
import { readArms } from './arms.ts';
import { checkArms } from './check.ts';
import type { Experiment } from './experiment.ts';
import { ConfigError, type ConfigIssue, formatReceived } from './issue.ts';
import { createLayer, type LayerSource } from './layer.ts';
import { isMapping } from './mapping.ts';
import { merge } from './merge.ts';
import { readOverride, seedOverride } from './overrides.ts';
import { armSchema } from './schema.ts';
import { readYaml } from './yaml-source.ts';

/** What the command line changes. */
export interface LoadOptions {
  /** Texts of `--set`, in their order: a later one wins. */
  readonly set?: readonly string[];
  /** `--seed`: replaces `seeds` by this one. Default: the seeds of the file. */
  readonly seed?: number;
}

/**
 * Reads a config: YAML 1.2, each arm laid over the shared keys, then `--set` (which wins over arms), then `--seed`,
 * then the defaults of the schema.
 *
 * Relative paths start from the config's directory, those of a `--set` from the current one. The name defaults to
 * the file's name without extension.
 *
 * @throws ConfigError with everything that is wrong, in all arms and options at once
 */
export function loadExperiment(path: string, { set = [], seed }: LoadOptions = {}): Experiment {
  const file = resolve(path);
  const directory = dirname(file);
  const source = readFile(path, directory);
  const { $schema: _, arms: __, ...shared } = source.value;
  const defaults = createLayer({
    ...source,
    value: { name: parse(file).name },
    locate: () => source.locate([]),
  });
  const base = createLayer({ ...source, value: shared });
  const { arms, issues } = readArms(source);

  const names = arms.map(({ name }) => name);
  const read = set.map((text) => readOverride(text, names, process.cwd()));
  const overrides = read.flatMap((option) => option.overrides);
  if (seed !== undefined) overrides.push(seedOverride(seed, directory));
  const layered = arms.map(({ name, layer }) => {
    const options = overrides.filter(({ arm }) => arm === null || arm === name);
    return { name, layers: [defaults, base, layer, ...options.map((option) => option.layer)], own: layer };
  });

  const problems = [
    ...issues,
    ...read.flatMap((option) => option.issues),
    ...checkArms(layered, [defaults, base]),
  ];
  if (problems.length > 0) throw new ConfigError(path, inReadingOrder(problems));

  const resolved = layered.map(({ name, layers }) => ({
    name,
    config: armSchema.parse(layers.map(({ value }) => value).reduce((below, above) => merge(below, above))),
  }));
  const { name, seeds } = resolved[0]!.config;
  return { name, seeds, arms: resolved, file, directory };
}

function readFile(path: string, directory: string): LayerSource {
  const broken = (issue: Pick<ConfigIssue, 'problem' | 'received' | 'allowed' | 'remedy'>) =>
    new ConfigError(path, [{ kind: 'file', place: path, path: '', ...issue }]);
  let text: string;
  try {
    text = readFileSync(resolve(path), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw broken({
      problem: code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`,
      received: null,
      allowed: null,
      remedy: 'name a config; hessian-lab init writes one to start from',
    });
  }
  const source = readYaml(text, path);
  if (source.issues.length > 0) throw new ConfigError(path, source.issues);
  const value = source.value ?? {};
  if (!isMapping(value)) {
    throw broken({
      problem: 'not a config',
      received: formatReceived(value),
      allowed: 'a mapping of keys',
      remedy: 'start with data: { source: boston-house-prices }',
    });
  }
  const locate: LayerSource['locate'] = (keys) =>
    source.locate(keys) ?? (keys.length === 0 ? `${path}:1:1` : null);
  return { value, prefix: [], directory, locate };
}

/** By line and column; options of the command line last. */
function inReadingOrder(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const position = ({ place }: ConfigIssue) => {
    const match = place.startsWith('--') ? null : /:(\d+):(\d+)$/.exec(place);
    return match ? Number(match[1]) * 1e6 + Number(match[2]) : Number.POSITIVE_INFINITY;
  };
  return [...issues].sort((a, b) => (position(a) === position(b) ? 0 : position(a) - position(b)));
}
