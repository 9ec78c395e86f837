import type { Options, PositionalOptions } from 'yargs';
import type { Command } from '../command.ts';
import { type Candidate, type Completion, completeValue } from './values.ts';

/** Options that every command has. */
const COMMON: readonly Candidate[] = [
  { value: '--help', about: 'Show help' },
  { value: '--version', about: 'Show version number' },
];

/**
 * What may stand at the end of a command line that is being typed.
 *
 * @param words what stands behind the program's name; the last one is being typed and may be ''
 */
export async function complete(words: readonly string[], commands: readonly Command[]): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const command = commands.find(({ usage }) => usage.split(' ')[0] === words[0]);
  if (words.length < 2 || command === undefined) {
    if (words.length > 1) return { candidates: [] };
    const names = commands.map(({ usage, describe }) => ({ value: usage.split(' ')[0]!, about: describe }));
    return among(current.startsWith('-') ? COMMON : names, current);
  }
  const assigned = /^--([^=]+)=(.*)$/s.exec(current);
  const before = words.at(-2)!;
  const option = assigned ? assigned[1]! : before.startsWith('--') ? before.slice(2) : '';
  const options = command.options[option];
  if (options && takesValue(options)) {
    const typed = assigned ? assigned[2]! : current;
    const { candidates, files } = await completeValue(option, options, typed, words);
    const prefix = assigned ? `--${option}=` : '';
    const whole = candidates.map(({ value, about }) => ({ value: prefix + value, about }));
    return { ...among(whole, current), ...(files && { files }) };
  }
  if (current.startsWith('-')) return among(optionsOf(command), current);
  const positional = positionalAt(command, positionalsIn(command, words.slice(1, -1)).length);
  if (positional === null) return among(optionsOf(command), current);
  const { candidates, files } = await completeValue(...positional, current, words);
  return { ...among(candidates, current), ...(files && { files }) };
}

function among(candidates: readonly Candidate[], typed: string): Completion {
  return { candidates: candidates.filter(({ value }) => value.startsWith(typed)) };
}

function takesValue({ type, choices }: Options): boolean {
  return type === 'string' || choices !== undefined;
}

function optionsOf({ options }: Command): Candidate[] {
  const own = Object.entries(options).map(([name, { describe }]) => ({
    value: `--${name}`,
    about: String(describe),
  }));
  return [...own, ...COMMON];
}

/** The words that are no options and no values of options. */
function positionalsIn({ options }: Command, words: readonly string[]): string[] {
  return words.filter((word, i) => {
    const before = words[i - 1] ?? '';
    const owner = before.startsWith('--') ? options[before.slice(2)] : undefined;
    return !word.startsWith('-') && !(owner && takesValue(owner));
  });
}

/** The positional argument behind so many others; the last one where it is a list, null where none is left. */
function positionalAt({ positionals }: Command, count: number): [string, PositionalOptions] | null {
  const all = Object.entries(positionals);
  const last = all.at(-1);
  return all[count] ?? (last?.[1].array ? last : null);
}
