import { resolve } from 'node:path';
import type { ConfigIssue } from './issue.ts';
import { formatPath, hasPath, isMapping, type Mapping, type Path, valueAt } from './mapping.ts';

/** Where a key was written: `place` is `file:line:column` or an option, `path` the dotted path as it stands there. */
export interface Written {
  readonly place: string;
  readonly path: string;
}

/** One source of keys. An arm is the merge of its layers: file, arm, then the options of the command line. */
export interface Layer {
  /** The keys to merge, shorthands written out and paths absolute. */
  readonly value: Mapping;
  readonly issues: readonly ConfigIssue[];
  /** Where this layer has the key; null if it does not have it. */
  locate(path: Path): Written | null;
}

/** What a layer is made of. */
export interface LayerSource {
  readonly value: Mapping;
  /** Where the mapping stands in its source: `['arms', 'raw']` for an arm. */
  readonly prefix: Path;
  /** The directory that relative paths in it start from. */
  readonly directory: string;
  /** Place of a key, prefix included; null where the source cannot tell. */
  locate(path: Path): string | null;
}

const LEARNING_RATE = ['training', 'optimizer', 'learningRate'] as const;
const SHORTHAND = ['training', 'learningRate'] as const;
const FILE_PATHS = [
  ['data', 'path'],
  ['model', 'initialization', 'file'],
] as const;

/**
 * Makes a layer: `training.learningRate` moves to `training.optimizer.learningRate` (both in one layer is an issue),
 * and paths become absolute.
 */
export function createLayer(source: LayerSource): Layer {
  const value = structuredClone(source.value);
  const locate = (path: Path): Written | null => {
    const written = samePath(path, LEARNING_RATE) && !hasPath(source.value, path) ? SHORTHAND : path;
    if (!hasPath(source.value, written)) return null;
    const whole = [...source.prefix, ...written];
    const place = source.locate(whole);
    return place === null ? null : { place, path: formatPath(whole) };
  };
  const issues = moveShorthand(value).map((issue): ConfigIssue => {
    const { place, path } = locate(SHORTHAND)!;
    return { kind: 'clash', place, path, ...issue };
  });
  for (const path of FILE_PATHS) {
    const file = valueAt(value, path);
    if (typeof file !== 'string' || file === '') continue;
    const parent = valueAt(value, path.slice(0, -1)) as Mapping;
    parent[path.at(-1)!] = resolve(source.directory, file);
  }
  return { value, issues, locate };
}

function moveShorthand(value: Mapping): Pick<ConfigIssue, 'problem' | 'received' | 'allowed' | 'remedy'>[] {
  const training = value.training;
  if (!isMapping(training) || !Object.hasOwn(training, 'learningRate')) return [];
  const { learningRate, ...rest } = training;
  const optimizer = Object.hasOwn(rest, 'optimizer') ? rest.optimizer : {};
  value.training = rest;
  if (!isMapping(optimizer)) return [];
  if (!Object.hasOwn(optimizer, 'learningRate')) {
    value.training = { ...rest, optimizer: { ...optimizer, learningRate } };
    return [];
  }
  return [
    {
      problem: 'stands beside training.optimizer.learningRate, which it is a shorthand for',
      received: `${JSON.stringify(learningRate)} and ${JSON.stringify(optimizer.learningRate)}`,
      allowed: null,
      remedy: 'keep one of the two',
    },
  ];
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
