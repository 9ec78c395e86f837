import { checkArms } from './check.ts';
import type { Experiment } from './experiment.ts';
import { ConfigError, type ConfigIssue, formatReceived } from './issue.ts';
import type { Layer } from './layer.ts';
import { merge } from './merge.ts';
import { type ArmConfig, armSchema } from './schema.ts';
import { issueAt, type LoadOptions, readLayers } from './source-layers.ts';

/**
 * Reads a config: YAML 1.2, each arm laid over the shared keys, then `--set` (which wins over arms), then `--seed`,
 * then the defaults of the schema. A file that `base` names lies below it all.
 *
 * Relative paths start from the directory of the config that has them, those of a `--set` from the current one. The
 * name defaults to the file's name without extension.
 *
 * @throws ConfigError with everything that is wrong, in all arms and options at once
 */
export function loadExperiment(path: string, options: LoadOptions = {}): Experiment {
  const { file, directory, source, shared, arms, overrides, issues } = readLayers(path, options);
  const layered = arms.map(({ name, layer }) => {
    const own = overrides.filter(({ arm }) => arm === null || arm === name);
    return { name, layers: [...shared, layer, ...own.map((option) => option.layer)], own: layer };
  });
  const { sweep } = source.value;
  const problems = [
    ...issues,
    ...(sweep === undefined
      ? []
      : [
          issueAt(source, ['sweep'], {
            problem: 'describes a sweep of many runs',
            received: formatReceived(sweep),
            remedy: `run it with hessian-lab sweep ${path}, or remove the section`,
          }),
        ]),
    ...checkArms(layered, shared),
  ];
  if (problems.length > 0) throw new ConfigError(path, inReadingOrder(problems));
  const resolved = layered.map(({ name, layers }) => ({ name, config: resolveLayers(layers) }));
  const { name, seeds } = resolved[0]!.config;
  return { name, seeds, arms: resolved, file, directory };
}

/** A pile of layers in which `checkArms` finds nothing wrong, with every key filled in. */
export function resolveLayers(layers: readonly Layer[]): ArmConfig {
  return armSchema.parse(layers.map(({ value }) => value).reduce((below, above) => merge(below, above)));
}

/** By line and column; options of the command line last. */
export function inReadingOrder(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const position = ({ place }: ConfigIssue) => {
    const match = place.startsWith('--') ? null : /:(\d+):(\d+)$/.exec(place);
    return match ? Number(match[1]) * 1e6 + Number(match[2]) : Number.POSITIVE_INFINITY;
  };
  return [...issues].sort((a, b) => (position(a) === position(b) ? 0 : position(a) - position(b)));
}
