import { nearest } from '../config/nearest.ts';
import {
  applies,
  type ChoiceField,
  FIELD_NAMES,
  FIELDS,
  type FieldName,
  INITIAL,
  type NumberField,
  type Settings,
} from './settings.ts';

/** What a link's fragment asks for: settings, or what is wrong with it. */
export type ReadFragment =
  | { readonly settings: Settings; readonly problems: readonly [] }
  | { readonly settings: null; readonly problems: readonly string[] };

/** Longest fragment that is looked at. */
const LONGEST = 2000;

/**
 * The settings as a URL fragment without its #: what differs from a fresh page, `mean=2&momentum=0.9`. Numbers in their
 * shortest form that reads back to the same bits; what has no meaning on the surface is left out.
 */
export function writeFragment(settings: Settings): string {
  const pairs = FIELD_NAMES.filter(
    (name) => applies(name, settings.surface) && settings[name] !== INITIAL[name],
  ).map((name): [string, string] => [name, String(settings[name])]);
  return new URLSearchParams(pairs).toString();
}

/**
 * Reads a fragment; what it does not mention is as on a fresh page. A fragment that is wrong anywhere is refused as a
 * whole, with everything that is wrong: half a state would be another experiment than the one that was shared.
 */
export function readFragment(fragment: string): ReadFragment {
  if (fragment.length > LONGEST) {
    return refused([`it has ${fragment.length} characters, at most ${LONGEST} are read`]);
  }
  const settings: Record<string, string | number> = { ...INITIAL };
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [name, text] of new URLSearchParams(fragment)) {
    if (!isFieldName(name)) {
      const meant = nearest(name, FIELD_NAMES);
      problems.push(`“${shown(name)}” is no setting${meant === null ? '' : `; did you mean ${meant}?`}`);
    } else if (seen.has(name)) {
      problems.push(`${name} stands there twice`);
    } else {
      const value = readValue(name, text);
      if (value === null) problems.push(`${name}: received “${shown(text)}”, allowed ${allowed(name)}`);
      else settings[name] = value;
      seen.add(name);
    }
  }
  return problems.length > 0 ? refused(problems) : { settings: settings as Settings, problems: [] };
}

function refused(problems: readonly string[]): ReadFragment {
  return { settings: null, problems };
}

function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(FIELDS, name);
}

function readValue(name: FieldName, text: string): string | number | null {
  const field: NumberField | ChoiceField = FIELDS[name];
  if (field.kind === 'choice') return Object.hasOwn(field.words, text) ? text : null;
  // Number('') is 0, and Number('0x1f') a number too: neither is what a link of ours holds.
  const value = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const isAllowed = value >= field.low && value <= field.high && (!field.whole || Number.isInteger(value));
  return isAllowed ? value : null;
}

function allowed(name: FieldName): string {
  const field: NumberField | ChoiceField = FIELDS[name];
  if (field.kind === 'choice') return `are ${Object.keys(field.words).join(', ')}`;
  return `${field.whole ? 'are whole numbers' : 'is a number'} from ${field.low} to ${field.high}`;
}

/** A text of unknown length, for a message. */
function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
