import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Candidate } from './values.ts';

/** Keys that stand in files only. */
const NOT_SET = ['base', 'sweep'];

/**
 * What may stand behind `--set`: keys level by level, `training.`, then `training.epochs=`, and where a key takes
 * choices, or a data set, their names. `arms.` goes on with the arms of the config.
 *
 * @param arms names of the config's arms
 */
export async function completeSetting(typed: string, arms: readonly string[]): Promise<Candidate[]> {
  const { branchesAt, choicesAt, keysAt, nodesAt } = await import('../../config/allowed.ts');
  const assignment = /^([^=]*)=/.exec(typed);
  const keys = (assignment ? assignment[1]! : typed).split('.');
  const isArm = keys[0] === 'arms';
  const path = isArm ? keys.slice(2) : keys;
  if (assignment) {
    const isSwitch = branchesAt(path).some(({ type }) => type === 'boolean');
    const values = [...choicesAt(path), ...(isSwitch ? ['true', 'false'] : [])];
    return values.map((value) => ({ value: `${assignment[0]}${value}`, about: '' }));
  }
  if (isArm && keys.length === 2) return arms.map((arm) => ({ value: `arms.${arm}.`, about: '' }));
  const parent = path.slice(0, -1);
  const start = keys.slice(0, -1).map((key) => `${key}.`);
  return keysAt(parent, undefined)
    .filter((key) => parent.length > 0 || !(isArm ? [...NOT_SET, 'arms'] : NOT_SET).includes(key))
    .flatMap((key) => {
      const about = nodesAt([...parent, key])[0]?.description ?? '';
      const forms = branchesAt([...parent, key]);
      const isSection = key === 'arms' || forms.some(({ type }) => type === 'object');
      // A shorthand is a key without a schema of its own.
      const isValue = key !== 'arms' && (forms.length === 0 || forms.some(({ type }) => type !== 'object'));
      return [...(isSection ? ['.'] : []), ...(isValue ? ['='] : [])].map((end) => ({
        value: `${start.join('')}${key}${end}`,
        about,
      }));
    });
}

/** The arms of the first config on a command line; [] where none can be read. */
export async function configOnLine(words: readonly string[]): Promise<string[]> {
  const file = words.find((word) => /\.ya?ml$/.test(word));
  if (file === undefined) return [];
  try {
    const [{ parse }, text] = await Promise.all([import('yaml'), readFile(file, 'utf8')]);
    const { arms } = parse(text) as { arms?: object };
    return Object.keys(arms ?? {});
  } catch {
    return [];
  }
}

/** The arms below the run directories on a command line, as `arm.`: the beginning of a quantity in an expectation. */
export async function armsOnLine(words: readonly string[]): Promise<Candidate[]> {
  const found = await Promise.all(words.map(armsIn));
  return [...new Set(found.flat())].map((arm) => ({ value: `${arm}.`, about: '' }));
}

/** Folders of a run directory that hold seeds. */
async function armsIn(directory: string): Promise<string[]> {
  const folders = async (path: string) =>
    (await readdir(path, { withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  const arms: string[] = [];
  for (const name of await folders(directory)) {
    if ((await folders(join(directory, name))).some((inner) => inner.startsWith('seed-'))) arms.push(name);
  }
  return arms;
}
