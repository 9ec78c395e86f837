import { allowedAt, branchesAt, defaultAt, everyPath, nodesAt } from '../../src/config/allowed.ts';
import { jsonSchema } from '../../src/config/json-schema.ts';
import { markdownTable } from './markdown.ts';

/** Longer lists of what a key allows are left to its meaning, or to a table of their own. */
const LONGEST_ALLOWED = 160;

/** Every key of a config with default, allowed values and meaning, a table for each section. */
export function configTables(): string {
  const { properties } = jsonSchema();
  const sections = Object.keys(properties!).filter(
    (key) => !['$schema', 'base', 'arms', 'sweep'].includes(key),
  );
  const single = sections.filter((key) => everyPath([key]).length === 0);
  const top = ['base', 'arms', 'sweep'].map((key) => row(key, '', '', properties![key]!.description ?? ''));
  return [
    table([...single.map((key) => keyRow([key])), ...top]),
    ...sections
      .filter((key) => !single.includes(key))
      .flatMap((section) => [
        `**\`${section}\`**: ${nodesAt([section])[0]!.description}`,
        table(everyPath([section]).filter(hasMeaning).map(keyRow)),
      ]),
  ].join('\n\n');
}

/** Keys inside a value, such as the epsilon of batch norm, may be told with the value. */
function hasMeaning(path: readonly string[]): boolean {
  return nodesAt(path).some(({ description }) => description);
}

function keyRow(path: readonly string[]): string[] {
  const preset = defaultAt(path);
  const allowed = allowedAt(path);
  const isSection = branchesAt(path).every(({ type }) => type === 'object');
  const fits = !isSection && allowed.length <= LONGEST_ALLOWED;
  return row(
    path.join('.'),
    preset === undefined || isSection ? '' : `\`${JSON.stringify(preset)}\``,
    fits ? allowed : '',
    [...new Set(nodesAt(path).map(({ description }) => description))]
      .filter(Boolean)
      .join(' Of drawn rows: '),
  );
}

function row(key: string, preset: string, allowed: string, meaning: string): string[] {
  return [`\`${key}\``, preset, allowed, meaning];
}

function table(rows: string[][]): string {
  return markdownTable(['key', 'default', 'allowed', 'meaning'], rows);
}
