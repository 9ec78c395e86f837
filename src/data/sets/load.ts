import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Dataset } from '../dataset.ts';
import { DataError } from '../errors.ts';
import { importCsvText } from '../import/csv.ts';
import type { SetDescription } from './description.ts';

/** The config's key that names a bundled set. */
const KEY = 'data.source';

/** The CSV of a bundled set: it lies beside this module, in the sources as in the build. */
export function setFile({ id }: SetDescription): URL {
  return new URL(`./${id}.csv`, import.meta.url);
}

/** The set that was read last: a worker of a sweep meets the same one with every run, and cutting its text costs milliseconds. */
let latest: { readonly sha256: string; readonly dataset: Dataset } | null = null;

/**
 * Reads a bundled data set after its checksum was compared: a changed copy would make results that nobody
 * else can repeat. The same set comes back as the same object: its values are not to be changed.
 *
 * @param file where the CSV lies, if not beside this module
 * @throws DataError when the CSV is missing or differs from the description's checksum
 */
export function loadSet(description: SetDescription, file: URL = setFile(description)): Dataset {
  const path = fileURLToPath(file);
  const bytes = readBytes(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== description.sha256) {
    const problem =
      `this copy of "${description.id}" was changed: its SHA-256 is ${sha256}, expected ${description.sha256}; ` +
      'install the package again, or use your own file with data.source: file';
    throw new DataError(path, [problem], KEY);
  }
  if (latest?.sha256 === sha256) return latest.dataset;
  const roles = { target: description.target.name, features: null };
  const dataset = importCsvText(bytes.toString('utf8'), roles, path, KEY);
  latest = { sha256, dataset };
  return dataset;
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const problem = `a bundled data set cannot be read (${(error as Error).message}); install the package again`;
    throw new DataError(path, [problem], KEY);
  }
}
