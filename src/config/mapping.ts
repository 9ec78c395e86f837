/** A YAML mapping as it was read, before the schema has seen it. */
export type Mapping = Record<string, unknown>;

/** Keys and list indices from the top of a config to one of its values. */
export type Path = readonly (string | number)[];

/** Whether a value is a mapping, and no list or scalar. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined where there is none. Inherited properties are not seen. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Mapping)[key];
  }
  return value;
}

/** Whether something, null included, was written at a path. */
export function hasPath(root: unknown, path: Path): boolean {
  return path.length === 0 || Object.hasOwn(Object(valueAt(root, path.slice(0, -1))), path.at(-1)!);
}

/** The first path, from the top, that both mappings give a value; null where they can stand together. */
export function sharedPath(a: Mapping, b: Mapping): Path | null {
  for (const key of Object.keys(a)) {
    if (!Object.hasOwn(b, key)) continue;
    const [ours, theirs] = [a[key], b[key]];
    if (!isMapping(ours) || !isMapping(theirs)) return [key];
    const below = sharedPath(ours, theirs);
    if (below !== null) return [key, ...below];
  }
  return null;
}

/** A path as messages show it: `curvature.measure[1].trace.every`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
