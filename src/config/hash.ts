import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ArmConfig } from './schema.ts';

/**
 * SHA-256 (hex) of what decides an arm's numbers apart from the seed: canonical JSON (keys sorted) of `data`, `model`,
 * `training`, `curvature` and `deterministic`. The same arm has the same hash in every file and on every machine.
 *
 * Left out: `name` and `seeds`, so that the runs of one arm share a hash; `verify` and `log`, which change no number; `data.path`, whose content the data hash
 * covers. In place of `model.initialization.file` stands the SHA-256 of the file's bytes.
 *
 * @throws Error of node:fs when `model.initialization.file` cannot be read
 */
export function configHash(config: ArmConfig): string {
  const { name: _name, seeds: _seeds, verify: _verify, log: _log, data, model, ...rest } = config;
  const { path: _path, ...content } = { path: null, ...data };
  const { initialization } = model;
  const start =
    typeof initialization === 'string'
      ? initialization
      : { sha256: sha256(readFileSync(initialization.file)) };
  return sha256(canonicalJson({ ...rest, data: content, model: { ...model, initialization: start } }));
}

/** JSON without blanks, the keys of every mapping sorted by code unit. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}

/** SHA-256 of a text in UTF-8, or of bytes, in hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
