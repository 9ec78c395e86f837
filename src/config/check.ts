import { clashes } from './clashes.ts';
import { explain } from './explain.ts';
import { type ConfigIssue, formatReceived } from './issue.ts';
import type { Layer, Written } from './layer.ts';
import { formatPath, type Mapping, type Path, valueAt } from './mapping.ts';
import { merge } from './merge.ts';
import { discriminatedUnions } from './schema.ts';
import { type Violation, violations } from './validate.ts';

/** An arm as a pile of layers, the lowest first; `own` is the one that only this arm has in the file. */
export interface LayeredArm {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly own: Layer;
}

/**
 * Checks all arms and returns every issue at the place where its key was written. An issue that comes from shared
 * keys is told once; when only some arms have it, it names them.
 *
 * @param shared the layers that all arms stand on: also checked alone, so that a wrong value is found which every
 * arm replaces
 */
export function checkArms(arms: readonly LayeredArm[], shared: readonly Layer[]): ConfigIssue[] {
  const found = new Map<string, { issue: ConfigIssue; arms: Set<string> }>();
  const add = (issue: ConfigIssue, names: readonly string[]) => {
    const key = JSON.stringify([issue.place, issue.path, issue.problem]);
    const known = found.get(key) ?? { issue, arms: new Set() };
    for (const name of names) known.arms.add(name);
    found.set(key, known);
  };

  const names = arms.map(({ name }) => name);
  for (const issue of sharedIssues(shared)) add(issue, names);
  for (const { name, layers, own } of arms) {
    for (const issue of layers.flatMap((layer) => layer.issues)) add(issue, names);
    for (const { issue, layer } of mergedIssues(layers)) add(issue, layer === own ? names : [name]);
  }
  return [...found.values()].map(({ issue, arms: affected }) =>
    affected.size === names.length
      ? issue
      : { ...issue, problem: `${issue.problem} (in arm ${[...affected].join(', ')})` },
  );
}

interface Found {
  readonly issue: ConfigIssue;
  readonly layer: Layer;
}

function mergedIssues(layers: readonly Layer[]): Found[] {
  const arm = mergeAll(layers);
  return [
    ...violations(arm).map((violation) => {
      const place = violation.kind === 'missing-key' ? locateMissing : locate;
      return place(layers, violation.path, explain(violation, arm));
    }),
    ...clashes(arm).map(({ path, problem, remedy }) => {
      const received = formatReceived(valueAt(arm, path));
      return locate(layers, path, { kind: 'clash', problem, received, allowed: null, remedy });
    }),
  ];
}

/** Issues of the shared keys alone, apart from what an arm may still complete. */
function sharedIssues(shared: readonly Layer[]): ConfigIssue[] {
  const arm = mergeAll(shared);
  return violations(arm)
    .filter((violation) => violation.kind !== 'missing-key' && !fitsAnotherVariant(violation))
    .map((violation) => locate(shared, violation.path, explain(violation, arm)).issue);
}

function fitsAnotherVariant({ kind, path }: Violation): boolean {
  const parent = path.slice(0, -1).join('.');
  const union = discriminatedUnions.find((candidate) => candidate.path.join('.') === parent);
  if (kind !== 'unknown-key' || !union) return false;
  return union.variants.some(({ shape }) => Object.hasOwn(shape, path.at(-1)!));
}

function mergeAll(layers: readonly Layer[]): Mapping {
  return layers.map(({ value }) => value).reduce((below, above) => merge(below, above), {});
}

/** Places an issue at the uppermost layer that has the key, or the nearest key above it. */
function locate(layers: readonly Layer[], path: Path, issue: Omit<ConfigIssue, 'place' | 'path'>): Found {
  for (let length = path.length; length > 0; length--) {
    for (const layer of layers.toReversed()) {
      const written = layer.locate(path.slice(0, length));
      if (written) return placed(layer, written, path.slice(length), issue);
    }
  }
  const lowest = layers[0]!;
  return placed(lowest, lowest.locate([])!, path, issue);
}

/** Places a missing key: at the `source` or `type` that asks for it, else at the lowest layer with its section. */
function locateMissing(
  layers: readonly Layer[],
  path: Path,
  issue: Omit<ConfigIssue, 'place' | 'path'>,
): Found {
  const section = path.slice(0, -1);
  const union = discriminatedUnions.find((candidate) => candidate.path.join('.') === section.join('.'));
  if (!union) return locate(layers, path, issue);
  const choosing = layers.findLast((layer) => layer.locate([...section, union.discriminator]));
  const layer = choosing ?? layers.find((candidate) => candidate.locate(section));
  if (!layer) return locate(layers, path, issue);
  const { place } = layer.locate(choosing ? [...section, union.discriminator] : section)!;
  const { path: written } = layer.locate(section)!;
  return placed(layer, { place, path: written }, path.slice(section.length), issue);
}

function placed(
  layer: Layer,
  written: Written,
  below: Path,
  issue: Omit<ConfigIssue, 'place' | 'path'>,
): Found {
  const rest = formatPath(below);
  const separator = written.path === '' || rest === '' || rest.startsWith('[') ? '' : '.';
  return { issue: { ...issue, place: written.place, path: `${written.path}${separator}${rest}` }, layer };
}
