import type { z } from 'zod';
import { isMapping, type Mapping, type Path, valueAt } from './mapping.ts';
import { variantKeys } from './merge.ts';
import { nearest } from './nearest.ts';
import { armSchema, discriminatedUnions } from './schema.ts';

/** What the schema has against a merged arm, before it is known who wrote the key. */
export interface Violation {
  readonly kind: 'unknown-key' | 'missing-key' | 'invalid-value';
  readonly path: Path;
}

type SchemaIssue = z.core.$ZodIssue;

/**
 * Checks a merged arm against the schema and returns every violation; none means that `armSchema.parse` succeeds.
 *
 * Differs from a plain parse in what follows a wrong `source` or optimizer `type`: the keys beside it are still
 * checked, against the variant that knows most of them, so that one pass tells everything.
 */
export function violations(arm: Mapping): Violation[] {
  const result = armSchema.safeParse(arm);
  if (result.success) return [];
  const found = result.error.issues.flatMap((issue) => violationsOf(issue, arm, []));
  const repaired = discriminatedUnions
    .filter((union) => found.some(({ path }) => same(path, [...union.path, union.discriminator])))
    .reduce<Mapping>((repair, union) => withLikelyVariant(repair, union), arm);
  const hidden = repaired === arm ? [] : violations(repaired).filter(({ kind }) => kind !== 'missing-key');
  return unique([...found, ...hidden]).filter((violation, _, all) => !isMisspelt(violation, all));
}

/** Whether a missing key stands there misspelt: the unknown key tells it already. */
function isMisspelt({ kind, path }: Violation, all: readonly Violation[]): boolean {
  if (kind !== 'missing-key') return false;
  const section = path.slice(0, -1);
  return all.some(
    (other) =>
      other.kind === 'unknown-key' &&
      same(other.path.slice(0, -1), section) &&
      nearest(String(other.path.at(-1)), [String(path.at(-1))]) !== null,
  );
}

function violationsOf(issue: SchemaIssue, arm: Mapping, prefix: Path): Violation[] {
  const path = [...prefix, ...issue.path] as Path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ kind: 'unknown-key', path: [...path, key] }));
  }
  if (valueAt(arm, path) === undefined) {
    const union = discriminatedUnions.find((candidate) => same(candidate.path, path));
    return [{ kind: 'missing-key', path: union ? [...path, union.discriminator] : path }];
  }
  if (issue.code === 'invalid_union') {
    const intended = issue.errors.filter((errors) => errors.every((error) => fitsType(error)));
    if (intended.length === 1) return intended[0]!.flatMap((error) => violationsOf(error, arm, path));
  }
  return [{ kind: 'invalid-value', path }];
}

/** Whether an option of a union failed inside the value, so that the value has the option's type at least. */
function fitsType(error: SchemaIssue): boolean {
  return error.path.length > 0 || !(error.code === 'invalid_type' || error.code === 'invalid_value');
}

function withLikelyVariant(arm: Mapping, union: (typeof discriminatedUnions)[number]): Mapping {
  const here = valueAt(arm, union.path);
  if (!isMapping(here)) return arm;
  const values = union.variants.map(({ shape }) => firstValue(shape, union.discriminator));
  const known = (value: unknown) => {
    const keys = variantKeys(union, value);
    return Object.keys(here).filter((key) => keys?.has(key)).length;
  };
  const likely = values.reduce((best, value) => (known(value) > known(best) ? value : best));
  return replaceAt(arm, union.path, { ...here, [union.discriminator]: likely });
}

function firstValue(shape: object, discriminator: string): unknown {
  const schema = (shape as Record<string, z.core.$ZodType>)[discriminator]!;
  return [...(schema._zod.values ?? [])].find((value) => value !== undefined);
}

function replaceAt(root: Mapping, path: Path, value: unknown): Mapping {
  const [key, ...rest] = path as readonly string[];
  return { ...root, [key!]: rest.length === 0 ? value : replaceAt(root[key!] as Mapping, rest, value) };
}

function unique(found: readonly Violation[]): Violation[] {
  return found.filter(
    (violation, index) => found.findIndex((other) => same(other.path, violation.path)) === index,
  );
}

function same(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
