import { readFileSync } from 'node:fs';
import type { ModelConfig } from '../config/schema.ts';
import { initializeParameters } from './initialization.ts';
import type { ParameterLayout } from './layout.ts';
import { fromParameterFile, ParameterFileError } from './parameters.ts';

/**
 * The start parameters that a config asks for: drawn from the seed, or read from a parameter file.
 *
 * @throws {ParameterFileError} when the file cannot be read, is not JSON, or does not fit the model
 */
export function startParameters(
  initialization: ModelConfig['initialization'],
  layout: ParameterLayout,
  seed: number,
): Float64Array {
  if (typeof initialization === 'string') return initializeParameters(layout, initialization, seed);
  const { file } = initialization;
  return fromParameterFile(layout, readParameterFile(file), file);
}

/**
 * Reads a parameter file without looking at its tensors: JSON in UTF-8, with or without a byte order mark. A number
 * beyond float64, which JSON.parse takes for Infinity, comes as its text.
 *
 * @throws {ParameterFileError} when the file cannot be read or is not JSON
 */
export function readParameterFile(file: string): unknown {
  let text: string;
  try {
    text = new TextDecoder().decode(readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new ParameterFileError(file, [`${reason}; a path in a config is relative to that config`]);
  }
  try {
    return JSON.parse(text.replaceAll(TEXT_OR_NUMBER, keepOverflow));
  } catch (error) {
    throw new ParameterFileError(file, [`it is not JSON: ${(error as Error).message}`]);
  }
}

/** A JSON string, or a number long enough to lie beyond float64. */
const TEXT_OR_NUMBER =
  /"(?:[^"\\]|\\.)*"|-?(?<![\d.])(?:\d+(?:\.\d+)?[eE]\+?\d{3,}|\d{300,}(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

function keepOverflow(token: string): string {
  return token.startsWith('"') || Number.isFinite(Number(token)) ? token : JSON.stringify(token);
}
