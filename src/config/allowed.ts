import { armJsonSchema, type SchemaNode } from './json-schema.ts';
import { isMapping, type Path, valueAt } from './mapping.ts';
import { variantKeys } from './merge.ts';
import { NAME_RULE } from './schema/name.ts';
import { discriminatedUnions } from './schema.ts';

let arm: SchemaNode | undefined;

/** The schema nodes that may stand at a path: several where variants of a union know the same key. */
export function nodesAt(path: Path): SchemaNode[] {
  arm ??= armJsonSchema();
  return path.reduce<SchemaNode[]>(
    (nodes, key) =>
      nodes.flatMap(branches).flatMap((node) => {
        const child = typeof key === 'number' ? node.items : ownProperty(node.properties, key);
        return child ? [child] : [];
      }),
    [arm],
  );
}

/** The forms that a value at a path may take: the schema nodes without their unions. */
export function branchesAt(path: Path): SchemaNode[] {
  return nodesAt(path).flatMap(branches);
}

/** The keys of a mapping at a path; for a union those of the variant that `config` chooses there. */
export function keysAt(path: Path, config: unknown): string[] {
  const union = discriminatedUnions.find((candidate) => candidate.path.join('.') === path.join('.'));
  const here = valueAt(config, path);
  const chosen = union && isMapping(here) ? variantKeys(union, here[union.discriminator]) : null;
  if (chosen) return [...chosen];
  const keys = branchesAt(path).flatMap((node) => Object.keys(node.properties ?? {}));
  return [...new Set([...keys, ...(ONLY_IN_FILES[path.join('.')] ?? [])])];
}

/** Keys that a file may have and a resolved arm has not, by the path of their mapping. */
const ONLY_IN_FILES: Readonly<Record<string, readonly string[]>> = {
  '': ['arms', 'base', 'sweep'],
  training: ['learningRate'],
};

/** What a key accepts, in words: `a number in [0, 1)`, `full | an integer >= 1`; empty for an unknown key. */
export function allowedAt(path: Path): string {
  return describeNodes(nodesAt(path));
}

/** The scalar choices of a key, such as the names of the activations; empty where it takes anything else. */
export function choicesAt(path: Path): string[] {
  return branchesAt(path)
    .flatMap((node) => node.enum ?? (node.const === undefined ? [] : [node.const]))
    .map(String);
}

/** The default of a key as the schema states it; undefined where it has none. */
export function defaultAt(path: Path): unknown {
  return nodesAt(path).find((node) => node.default !== undefined)?.default;
}

/** Whether a key takes a mapping in one of its forms. */
export function takesMapping(path: Path): boolean {
  return branchesAt(path).some((node) => node.type === 'object');
}

/** The path of every key that the schema knows, sections and nested values included. */
export function everyPath(below: readonly string[] = []): string[][] {
  return keysAt(below, undefined).flatMap((key) => [[...below, key], ...everyPath([...below, key])]);
}

/** What nodes accept, in words. */
export function describeNodes(nodes: readonly SchemaNode[]): string {
  return [...new Set(nodes.flatMap(branches).map(describe))].join(' | ');
}

function describe(node: SchemaNode): string {
  if (node.enum) return node.enum.join(' | ');
  if (node.const !== undefined) return String(node.const);
  switch (node.type) {
    case 'boolean':
      return 'true | false';
    case 'integer':
    case 'number':
      return `${node.type === 'integer' ? 'an integer' : 'a number'}${range(node)}`;
    case 'array':
      return `a ${node.minItems ? 'non-empty ' : ''}list of (${describeNodes([node.items!])})`;
    case 'object':
      if (Object.keys(node.properties!).length > 3)
        return `a mapping of ${Object.keys(node.properties!).join(', ')}`;
      return `{ ${Object.entries(node.properties!)
        .map(([key, value]) => `${key}: ${describeNodes([value])}`)
        .join(', ')} }`;
    case 'string':
      return node.pattern ? NAME_RULE : 'a text';
    default:
      return String(node.type);
  }
}

function range({ minimum, exclusiveMinimum, exclusiveMaximum }: SchemaNode): string {
  if (exclusiveMaximum !== undefined) {
    return minimum === undefined
      ? ` in (${exclusiveMinimum}, ${exclusiveMaximum})`
      : ` in [${minimum}, ${exclusiveMaximum})`;
  }
  if (exclusiveMinimum !== undefined) return ` > ${exclusiveMinimum}`;
  return minimum === undefined ? '' : ` >= ${minimum}`;
}

/** The forms that a node stands for: its variants, or itself. */
export function branches(node: SchemaNode): SchemaNode[] {
  const options = node.anyOf ?? node.oneOf;
  return options ? options.flatMap(branches) : [node];
}

function ownProperty<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
