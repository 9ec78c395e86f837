import fc from 'fast-check';
import { closedFormObjective } from '../../src/objectives/closed-form/objective.ts';
import type { CreateObjective } from '../../src/objectives/closed-form/portable.ts';
import {
  applies,
  type ChoiceField,
  FIELD_NAMES,
  FIELDS,
  INITIAL,
  type NumberField,
  type Settings,
} from '../../src/playground/settings.ts';

/** The closed form as Node loads it. */
export const create: CreateObjective = (specification, inputs, targets) =>
  closedFormObjective(specification, inputs, targets, { deterministic: true, threads: 1 });

/** A fresh page's settings with others in place of some. */
export const withSettings = (settings: Partial<Settings>): Settings => ({ ...INITIAL, ...settings });

/** Any settings that a page can have: what has no meaning on the surface is as on a fresh page. */
export const anySettings: fc.Arbitrary<Settings> = fc
  .record(Object.fromEntries(FIELD_NAMES.map((name) => [name, valuesOf(FIELDS[name])])))
  .map((drawn) => {
    const settings = drawn as unknown as Settings;
    const rest = FIELD_NAMES.filter((name) => !applies(name, settings.surface));
    return { ...settings, ...Object.fromEntries(rest.map((name) => [name, INITIAL[name]])) };
  });

function valuesOf(field: NumberField | ChoiceField): fc.Arbitrary<string | number> {
  if (field.kind === 'choice') return fc.constantFrom(...Object.keys(field.words));
  const { low: min, high: max } = field;
  return field.whole
    ? fc.integer({ min, max })
    : fc.double({ min, max, noNaN: true }).map((value) => value + 0);
}
