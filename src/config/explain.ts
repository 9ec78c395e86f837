import { allowedAt, choicesAt, defaultAt, everyPath, keysAt, takesMapping } from './allowed.ts';
import { type ConfigIssue, formatReceived } from './issue.ts';
import { isMapping, type Mapping, type Path, valueAt } from './mapping.ts';
import { variantKeys } from './merge.ts';
import { nearest } from './nearest.ts';
import { discriminatedUnions } from './schema.ts';
import type { Violation } from './validate.ts';

/** What an issue says apart from where it stands. */
export type Explanation = Pick<ConfigIssue, 'kind' | 'problem' | 'received' | 'allowed' | 'remedy'>;

/** Says a violation of the schema in words: what was received, what is allowed, and the likeliest remedy. */
export function explain({ kind, path }: Violation, arm: Mapping): Explanation {
  const value = valueAt(arm, path);
  switch (kind) {
    case 'unknown-key':
      return {
        kind,
        problem: 'unknown key',
        received: formatReceived(value),
        allowed: keysAt(path.slice(0, -1), arm).join(', '),
        remedy: unknownKeyRemedy(path, arm),
      };
    case 'missing-key':
      return {
        kind,
        problem: 'missing; it has no default',
        received: formatReceived(value),
        allowed: allowedAt(path),
        remedy: `add ${path.at(-1)}`,
      };
    case 'invalid-value':
      return {
        kind,
        problem: value === null ? 'no value' : 'not allowed',
        received: formatReceived(value),
        allowed: allowedAt(path),
        remedy: invalidValueRemedy(path, value),
      };
  }
}

function unknownKeyRemedy(path: Path, arm: Mapping): string {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const near = nearest(key, keysAt(parent, arm));
  if (near) return `did you mean ${near}?`;
  const union = discriminatedUnions.find((candidate) => candidate.path.join('.') === parent.join('.'));
  if (union) {
    const variants = choicesAt([...parent, union.discriminator]).filter((choice) =>
      variantKeys(union, choice)?.has(key),
    );
    if (variants.length > 0) return `remove it, or set ${union.discriminator}: ${variants.join(' or ')}`;
  }
  const known = everyPath();
  const meant = nearest(key, [...new Set(known.map((candidate) => candidate.at(-1)!))]);
  const elsewhere = known.filter((candidate) => candidate.at(-1) === meant);
  if (elsewhere.length === 0) return 'remove it';
  return `remove it, or write ${elsewhere.map((candidate) => candidate.join('.')).join(' or ')}`;
}

const GROUPED_DIGITS = /^[+-]?\d{1,3}(?:[_, ']?\d{3})+(?:\.\d+)?$|^[+-]?\d[\d_]*$/;

function invalidValueRemedy(path: Path, value: unknown): string {
  const allowed = allowedAt(path);
  if (typeof value === 'string') {
    if (/ number| integer/.test(` ${allowed}`) && value.trim() !== '') {
      const digits = value.replaceAll(/[_, ']/g, '');
      if (Number.isFinite(Number(value))) return `write it without quotes: ${value.trim()}`;
      if (GROUPED_DIGITS.test(value)) return `YAML 1.2 has no digit separators: write ${digits}`;
    }
    if (/true \| false/.test(allowed)) {
      if (/^(yes|on|y|true)$/i.test(value)) return 'write true (in YAML 1.2 yes and on are texts)';
      if (/^(no|off|n|false)$/i.test(value)) return 'write false (in YAML 1.2 no and off are texts)';
    }
    const near = nearest(value, choicesAt(path));
    if (near) return `did you mean ${near}?`;
  }
  if (allowed.startsWith('a non-empty list') || allowed.startsWith('a list')) {
    if (typeof value === 'number' || typeof value === 'string') return `write a list: [${value}]`;
  }
  if (typeof value === 'number' && allowed.includes('a text')) return `put it in quotes: "${value}"`;
  if (takesMapping(path) && path.length === 1 && !isMapping(value)) {
    return 'remove the line, or write its keys below it, indented';
  }
  if (path.join('.') === 'name') return 'choose another name; without the key it is the name of the file';
  const preset = defaultAt(path);
  return preset === undefined
    ? 'write one of the allowed values'
    : `write one of the allowed values, or remove the key for its default ${formatReceived(preset)}`;
}
