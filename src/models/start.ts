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
  return fromParameterFile(layout, parseJson(file), file);
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof SyntaxError
        ? `it is not JSON: ${error.message}`
        : 'it cannot be read; model.initialization.file is relative to the config that names it';
    throw new ParameterFileError(file, [reason]);
  }
}
