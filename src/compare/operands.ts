import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { nearest } from '../config/nearest.ts';
import { DataError } from '../data/errors.ts';
import type { ColumnRenaming } from './column-map.ts';
import { readCsvRuns } from './csv-rows.ts';
import { findRunFolders, readRunFolder } from './run-folder.ts';
import { type Reading, type RunRows, unionOf } from './run-rows.ts';
import type { Sample } from './sample.ts';

/** What was named on the command line, read. */
interface Operand {
  readonly name: string;
  readonly isNamed: boolean;
  readonly path: string;
  readonly runs: readonly RunRows[];
  readonly header: readonly string[] | null;
}

/** Every sample, in order, with the number of the operand that it comes from. */
export interface Operands {
  readonly samples: readonly (Sample & { readonly operand: number })[];
  readonly notices: readonly string[];
}

/**
 * Reads what is to be compared: run directories, arms, single runs or CSV files, each as `PATH` or `name=PATH`. Several
 * arms in one operand are samples of their own.
 *
 * @throws DataError with place and remedy
 */
export function readOperands(texts: readonly string[], renamings: readonly ColumnRenaming[] = []): Operands {
  const notices: string[] = [];
  const given = texts.map(nameAndPath);
  const names = shortNames(given.map(({ name, path }) => (name === null ? path : null)));
  const operands = given.map(({ name, path }, i): Operand => {
    const called = name ?? names[i]!;
    const own = renamings.filter(({ operand }) => operand === null || [called, letter(i)].includes(operand));
    const reading = readRuns(path, own);
    notices.push(...reading.notices);
    return { name: called, isNamed: name !== null, path, runs: reading.runs, header: reading.header ?? null };
  });
  checkRenamings(renamings, operands);
  const samples = operands.flatMap((operand, i) =>
    samplesOf(operand, operands.length).map((sample) => ({ ...sample, operand: i })),
  );
  const known = new Set<string>();
  for (const { name } of samples) {
    if (known.has(name)) throw new DataError(name, ['two samples have this name; name one anew: other=PATH']);
    known.add(name);
  }
  return { samples: samples.map((sample, i) => ({ ...sample, letter: letter(i) })), notices };
}

/** Reads every run below a path. */
export function readRuns(path: string, renamings: readonly ColumnRenaming[] = []): Reading {
  if (!existsSync(path)) {
    throw new DataError(path, ['no such file or folder; name a run directory, a run in it, or a CSV file']);
  }
  if (!statSync(path).isDirectory()) {
    const folder = dirname(path);
    const isOwn = basename(path) === 'epochs.csv' && existsSync(join(folder, 'manifest.json'));
    return isOwn ? readRunFolder(folder) : readCsvRuns(path, { isOwn: false, renamings });
  }
  const folders = findRunFolders(path);
  if (folders.length === 0) {
    throw new DataError(path, [
      'holds no run (a folder with epochs.csv); name what --out named, or results/<name>/<run number>',
    ]);
  }
  const readings = folders.map(readRunFolder);
  const notices = readings.flatMap((reading) => reading.notices);
  const runs = readings.flatMap((reading) => reading.runs);
  if (runs.length === 0) throw new DataError(path, ['holds no run with rows', ...notices]);
  return { runs, notices };
}

/** Splits `name=PATH`; a path that has a `=` in it and is there is a path. */
function nameAndPath(text: string): { name: string | null; path: string } {
  const [, name, path] = /^([^=/\\]+)=(.+)$/s.exec(text) ?? [];
  return path === undefined || existsSync(text) ? { name: null, path: text } : { name: name!, path };
}

/**
 * The ends of the paths (null for one with a name of its own), as short as tells them apart; the letter is added where
 * the same path is given twice.
 */
function shortNames(paths: readonly (string | null)[]): string[] {
  const parts = paths.map((path) => {
    if (path === null) return [];
    const full = resolve(path);
    const shown = basename(full) === 'epochs.csv' ? dirname(full) : full.replace(/\.csv$/i, '');
    return shown.split(sep).filter(Boolean);
  });
  return parts.map((own, i) => {
    for (let length = 1; length <= own.length; length++) {
      const name = own.slice(-length).join('/');
      if (!parts.some((other, j) => j !== i && other.slice(-length).join('/') === name)) return name;
    }
    return `${own.at(-1)} (${letter(i)})`;
  });
}

/** An arm each; runs of several experiments are told apart by these too. */
function samplesOf(operand: Operand, operands: number): Omit<Sample, 'letter'>[] {
  const { name, isNamed, path, runs } = operand;
  // A run whose manifest cannot be read tells no experiment, and belongs to that of the others.
  const hasExperiments = new Set(runs.map(({ experiment }) => experiment).filter(Boolean)).size > 1;
  const arms = new Map<string, RunRows[]>();
  for (const run of runs) {
    const arm = hasExperiments && run.experiment ? `${run.experiment}/${run.arm}` : run.arm;
    arms.set(arm, [...(arms.get(arm) ?? []), run]);
  }
  return [...arms].map(([arm, own]) => {
    refuseTwice(path, arm, own);
    const armName = operands === 1 && !isNamed ? arm || name : `${name}/${arm}`;
    return { name: arms.size === 1 ? name : armName, path, arm, runs: own };
  });
}

/** A seed twice in one arm comes from several run directories: pairs would be made at random. */
function refuseTwice(path: string, arm: string, runs: readonly RunRows[]): void {
  const seen = new Map<string, RunRows>();
  for (const run of runs) {
    if (run.seed === null) continue;
    const earlier = seen.get(run.seed);
    if (earlier) {
      const places = `${earlier.place} and ${run.place}`;
      throw new DataError(path, [
        `arm "${arm}" has seed ${run.seed} twice, in ${places}; name one run directory`,
      ]);
    }
    seen.set(run.seed, run);
  }
}

/** A renaming that fits nowhere is a slip of the hand. */
function checkRenamings(renamings: readonly ColumnRenaming[], operands: readonly Operand[]): void {
  for (const { operand, from } of renamings) {
    const meant = operands.filter(({ name }, i) => operand === null || [name, letter(i)].includes(operand));
    if (meant.length === 0) {
      const names = operands.map(({ name }, i) => `${letter(i)} (${name})`).join(', ');
      throw new DataError('--columns', [`"${operand}" is none of the operands: ${names}`]);
    }
    const columns = unionOf(meant.map(({ header }) => header ?? []));
    if (columns.includes(from)) continue;
    const near = nearest(from, columns);
    const suggestion = near === null ? ';' : `, did you mean "${near}"?`;
    const known =
      columns.length > 0 ? `columns: ${columns.join(', ')}` : 'it is for CSV files, and none is named';
    throw new DataError('--columns', [`no file has a column "${from}"${suggestion} ${known}`]);
  }
}

/** a, b, ..., z, then s27, s28, ... */
function letter(index: number): string {
  return index < 26 ? String.fromCharCode(97 + index) : `s${index + 1}`;
}
