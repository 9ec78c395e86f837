import { canonicalJson, sha256 } from '../config/hash.ts';
import { NAME_PATTERN } from '../config/schema/name.ts';

/** Fits into a folder's name with room for the hash, and into a terminal. */
const LONGEST = 80;
const HASH_DIGITS = 12;

/**
 * Names of the axes as labels have them: the last key of each path, and as many before it as tell it from the others.
 *
 * @returns the name of each path
 */
export function axisNames(paths: readonly string[]): Map<string, string> {
  const ending = (path: string, keys: number) => path.split('.').slice(-keys).join('.');
  return new Map(
    paths.map((path) => {
      const { length } = path.split('.');
      let keys = 1;
      while (
        keys < length &&
        paths.some((other) => other !== path && ending(other, keys) === ending(path, keys))
      ) {
        keys += 1;
      }
      return [path, ending(path, keys)];
    }),
  );
}

/**
 * A point under an arm in a few words, safe as a folder's name on every system: `raw,learningRate=0.1`. It depends on
 * the names of the axes and on this point, never on other points; where it cannot tell everything (long values,
 * characters that no folder takes, capital letters, which some file systems do not tell apart), it ends in a part of
 * the values' hash.
 *
 * @param arm null where the config has no arms
 */
export function labelOf(
  arm: string | null,
  values: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
): string {
  const parts = Object.entries(values).map(([path, value]) => [names.get(path)!, textOf(value)] as const);
  const whole = [...(arm === null ? [] : [arm]), ...parts.map(([name, text]) => `${name}=${text}`)].join(',');
  if (whole === '') return 'default';
  const safe = whole.replaceAll(/[^\p{L}\p{N}_.,=+ ()-]/gu, '_');
  const texts = Object.values(values).filter((value) => typeof value === 'string');
  const tellsAll =
    // "1" is not 1, and reads the same.
    texts.every((text) => Number.isNaN(Number(text)) && !/^(true|false|null)$/.test(text)) &&
    safe === whole &&
    whole.length <= LONGEST &&
    NAME_PATTERN.test(whole) &&
    parts.every(([, text]) => text === text.toLowerCase() && !/[,=]/.test(text));
  if (tellsAll) return whole;
  const hash = sha256(canonicalJson({ arm, values })).slice(0, HASH_DIGITS);
  return `${[...safe].slice(0, LONGEST).join('')}~${hash}`.replace(/^[\s.-]/, '_');
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number'))
    return value.join('-');
  return typeof value === 'object' && value !== null
    ? canonicalJson(value).replaceAll('"', '')
    : String(value);
}
