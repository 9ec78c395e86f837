import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOTES } from './paths.mjs';

/**
 * Reads what an earlier set-up noted under this name; null when there is nothing readable.
 *
 * @param {string} name
 * @param {string} [folder]
 * @returns {Record<string, string> | null}
 */
export function readNote(name, folder = NOTES) {
  try {
    return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Notes the outcome of a step. Written beside and renamed, so that an interrupted set-up leaves the old note
 * or the new one.
 *
 * @param {string} name
 * @param {Record<string, string>} note
 * @param {string} [folder]
 */
export function writeNote(name, note, folder = NOTES) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(note, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}
