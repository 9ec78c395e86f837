import { readFileSync } from 'node:fs';
import { canonicalJson, configHash, sha256 } from '../config/hash.ts';
import type { ArmConfig } from '../config/schema.ts';
import type { GitState } from '../runs/git.ts';

/**
 * One run of a sweep: a point of its space under one arm and one seed. Plain data: survives JSON and structured
 * cloning, and is all that a process needs to carry the run out, on this machine or another.
 */
export interface Job {
  /**
   * SHA-256 (hex) of what decides the run's files: the resolved config, the seed, and the bytes of the data and parameter
   * files that it reads. Independent of names, paths and the rest of the sweep.
   */
  readonly id: string;
  /**
   * The point in a few words, `raw,learningRate=0.1`: the name of the run's arm in its folder and manifest, so that a
   * sweep's directory reads like that of an experiment with an arm for each point.
   */
  readonly label: string;
  /** Where it goes in the sweep's directory, with forward slashes: `<label>/seed-<n>`. */
  readonly folder: string;
  /** The arm of the config that it belongs to; `default` where the config has none. */
  readonly arm: string;
  readonly seed: number;
  /** What the sweep varies, by dotted path; the values as they were written or drawn. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Fully resolved, `seeds` being this one; paths are absolute on the machine that planned it. */
  readonly config: ArmConfig;
  /** The files that the config reads. */
  readonly files: readonly JobFile[];
  /** The checkout that the sweep's file lies in, for the manifest. */
  readonly git: GitState | null;
}

/** A file that a run reads. */
export interface JobFile {
  /** The key of the config that names it. */
  readonly key: 'data.path' | 'model.initialization.file';
  /** Absolute, on the machine that planned the run. */
  readonly path: string;
  /** SHA-256 (hex) of its bytes. */
  readonly sha256: string;
}

/** Makes the id of a job. `configHash` reads the parameter file; the data file comes in by its hash. */
export function jobId(config: ArmConfig, seed: number, files: readonly JobFile[]): string {
  const data = files.find(({ key }) => key === 'data.path')?.sha256 ?? null;
  const { verify } = config;
  return sha256(canonicalJson({ format: 1, config: configHash(config), seed, data, verify }));
}

/**
 * The files that a config reads, with their hashes.
 *
 * @param known hashes by path, kept between calls: a sweep reads each file once
 * @throws Error of node:fs when one cannot be read
 */
export function filesOf({ data, model }: ArmConfig, known: Map<string, string>): JobFile[] {
  const describe = (key: JobFile['key'], path: string): JobFile => {
    const hash = known.get(path) ?? sha256(readFileSync(path));
    known.set(path, hash);
    return { key, path, sha256: hash };
  };
  const { initialization } = model;
  return [
    ...(data.source === 'file' ? [describe('data.path', data.path)] : []),
    ...(typeof initialization === 'string'
      ? []
      : [describe('model.initialization.file', initialization.file)]),
  ];
}
