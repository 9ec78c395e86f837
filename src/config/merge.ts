import { isMapping, type Mapping } from './mapping.ts';
import { discriminatedUnions } from './schema.ts';

/**
 * Lays an override over a mapping: mappings merge key by key, everything else (lists too) is replaced.
 *
 * Where the override chooses another variant of a union (`data.source`, `training.optimizer.type`), inherited keys
 * that belong to the old variant and do not mean the same in the new one are dropped (`features` is a number for
 * synthetic rows and a list of names for a file); the override's own keys all stay, so that the schema refuses the
 * wrong ones. Neither argument is changed.
 */
export function merge(base: Mapping, override: Mapping, path: readonly string[] = []): Mapping {
  const merged: Mapping = { ...inherited(base, override, path) };
  for (const [key, value] of Object.entries(override)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isMapping(below) && isMapping(value) ? merge(below, value, [...path, key]) : value;
  }
  return merged;
}

function inherited(base: Mapping, override: Mapping, path: readonly string[]): Mapping {
  const union = discriminatedUnions.find((candidate) => candidate.path.join('.') === path.join('.'));
  if (!union || !Object.hasOwn(override, union.discriminator)) return base;
  const before = variantShape(union, base[union.discriminator]);
  const after = variantShape(union, override[union.discriminator]);
  if (!before || !after) return base;
  const isKept = (key: string) => after[key] === before[key] || !Object.hasOwn(before, key);
  return Object.fromEntries(
    Object.entries(base).filter(([key]) => key === union.discriminator || isKept(key)),
  );
}

/** The keys of the variant that a discriminator's value chooses; null when it chooses none. */
export function variantKeys(union: Union, chosen: unknown): ReadonlySet<string> | null {
  const shape = variantShape(union, chosen);
  return shape && new Set(Object.keys(shape));
}

type Union = (typeof discriminatedUnions)[number];

/** Variants that mean the same by a key share its schema object. */
function variantShape(union: Union, chosen: unknown): Readonly<Record<string, unknown>> | null {
  for (const { shape } of union.variants) {
    const discriminator = (shape as Record<string, { safeParse(value: unknown): { success: boolean } }>)[
      union.discriminator
    ];
    if (discriminator?.safeParse(chosen).success) return shape;
  }
  return null;
}
