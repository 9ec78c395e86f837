import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConfigError } from '../../src/config/issue.ts';
import { loadExperiment } from '../../src/config/load.ts';
import type { ArmConfig } from '../../src/config/schema.ts';
import type { LoadOptions } from '../../src/config/source-layers.ts';

/** Writes a config into a directory of its own, which goes when the test ends; returns the file's path. */
export function temporaryConfig(text: string, name = 'experiment.yaml'): string {
  const directory = mkdtempSync(join(tmpdir(), 'hessian-lab-config-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

/** Loads a config from its text. */
export function load(text: string, options?: LoadOptions) {
  return loadExperiment(temporaryConfig(text), options);
}

/** The arms of a config by name. */
export function armsOf(text: string, options?: LoadOptions): Record<string, ArmConfig> {
  return Object.fromEntries(load(text, options).arms.map(({ name, config }) => [name, config]));
}

/** The error of a config that must not load. */
export function errorOf(text: string, options?: LoadOptions): ConfigError {
  try {
    load(text, options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the config loaded');
}

/** The message of a config that must not load, without its first lines and with the file as `experiment.yaml`. */
export function problemsOf(text: string, options?: LoadOptions): string {
  const [heading, ...issues] = errorOf(text, options).message.split('\n\n');
  const file = / has (?:a problem|\d+ problems):$/.exec(heading!)!;
  return `\n${issues.join('\n').replaceAll(heading!.slice(0, file.index), 'experiment.yaml')}\n`;
}
